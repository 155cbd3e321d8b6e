package dev.wingbeat.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.PresenceFollower;
import dev.wingbeat.support.client.PresenceFollower.Rules;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One topic with ten thousand presences, and more coming in all the time. */
class BigTopicTest {

    private static final int MANY = 10_000;
    private static final int MORE = 400;
    private static final int HEAVY = 1000;
    private static final int MAX_FRAME = 60 * 1024;
    private static final String TOPIC = "big:topic";
    private static final Presence PRESENCE = Presence.create("big");

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .presence(PRESENCE)
            .socket(
                    "/socket",
                    UserSocket.acceptingAll(),
                    routes -> routes.options(options -> options.longPoll(true))
                            .channel("big:*", () -> (topic, payload, socket) -> {
                                PRESENCE.pushState(socket);
                                return JoinResult.ok();
                            }))
            .options(options -> options.from(config))
            .build());

    @BeforeAll
    static void fill() throws Exception {
        var owner = PRESENCE.newOwner();
        List<Future<String>> tracked = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            tracked.add(owner.track(TOPIC, "user-" + i, Map.of("online_at", 1_700_000_000 + i, "name", "User " + i)));
        }
        await(Future.all(tracked));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(Patience.LIMIT.multipliedBy(3).toSeconds(), TimeUnit.SECONDS);
    }

    /** A client that keeps the list, and looks at every frame. */
    private static final class Client {
        private final WebSocketProbe probe;
        private final PresenceFollower view;
        private final boolean v2;
        private int joins;
        private int diffs;

        Client(Rules rules) {
            v2 = rules == Rules.PHOENIX_JS;
            view = new PresenceFollower(rules);
            probe = WebSocketProbe.open(
                    server.port(), HttpProbe.upgrade("/socket/websocket?vsn=" + (v2 ? "2.0.0" : "1.0.0")));
        }

        void join() {
            joins++;
            probe.sendJson(
                    v2
                            ? "['%d','%d','%s','phx_join',{}]".formatted(joins, joins, TOPIC)
                            : "{'topic':'%s','event':'phx_join','payload':{},'ref':'%d','join_ref':'%d'}"
                                    .formatted(TOPIC, joins, joins));
        }

        void leave() {
            probe.sendJson(
                    v2
                            ? "['%d','l','%s','phx_leave',{}]".formatted(joins, TOPIC)
                            : "{'topic':'%s','event':'phx_leave','payload':{},'ref':'l'}".formatted(TOPIC));
        }

        void takeUntil(int size) {
            while (view.size() < size) {
                take();
            }
        }

        String take() {
            var text = probe.nextText();
            int length = text.getBytes(StandardCharsets.UTF_8).length;
            assertTrue(length <= MAX_FRAME, () -> "frame of " + length + " bytes");
            JsonNode frame = Json.parse(text);
            var event = (v2 ? frame.path(3) : frame.path("event")).textValue();
            diffs += event.equals("presence_diff") ? 1 : 0;
            view.take(event, v2 ? frame.path(4) : frame.path("payload"));
            return event;
        }
    }

    private static Map<String, Set<String>> refs() {
        Map<String, Set<String>> refs = new TreeMap<>();
        PRESENCE.list(TOPIC)
                .result()
                .forEach((key, entry) -> refs.put(
                        key,
                        new TreeSet<>(
                                entry.metas().stream().map(PresenceMeta::ref).toList())));
        return refs;
    }

    /** Tracks some more, 200 a second; completes when all are in the list. */
    private static Future<?> arrivals(PresenceOwner owner) {
        Promise<Void> all = Promise.promise();
        List<Future<String>> tracked = new ArrayList<>();
        server.vertx().setPeriodic(5, timer -> {
            tracked.add(owner.track(TOPIC, "late-" + tracked.size(), Map.of("n", tracked.size())));
            if (tracked.size() == MORE) {
                server.vertx().cancelTimer(timer);
                Future.all(tracked).<Void>mapEmpty().onComplete(all);
            }
        });
        return all.future();
    }

    @ParameterizedTest
    @EnumSource
    void newcomersAndRejoinersGetTheWholeListWhileOthersArrive(Rules rules) throws Exception {
        var watcher = new Client(rules);
        watcher.join();
        watcher.takeUntil(MANY);
        watcher.diffs = 0;
        long begin = System.nanoTime();
        var owner = PRESENCE.newOwner();
        var arriving = arrivals(owner);
        var newcomer = new Client(rules);
        newcomer.join();
        newcomer.takeUntil(MANY);
        newcomer.leave();
        while (!newcomer.take().equals("phx_close")) {
            // diffs on the way
        }
        newcomer.view.rejoined();
        newcomer.join();
        while (!newcomer.take().equals("presence_state")) {
            // the reply
        }
        await(arriving);
        for (var client : List.of(watcher, newcomer)) {
            client.takeUntil(MANY + MORE);
            assertEquals(refs(), client.view.refs());
        }
        double seconds = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0;
        int most = (int) (10 + 4 * (seconds + 1));
        assertTrue(watcher.diffs <= most, () -> watcher.diffs + " diffs in " + seconds + " s");
        owner.end();
        for (var client : List.of(watcher, newcomer)) {
            while (client.view.size() > MANY) {
                client.take();
            }
            client.probe.close();
        }
    }

    /** Six megabytes: more than a connection may have waiting, and than the kernel takes. */
    private static PresenceOwner fillHeavily(String topic) throws Exception {
        var owner = PRESENCE.newOwner();
        List<Future<String>> tracked = new ArrayList<>();
        for (int i = 0; i < HEAVY; i++) {
            tracked.add(owner.track(topic, "user-" + i, Map.of("text", "x".repeat(6000))));
        }
        await(Future.all(tracked));
        return owner;
    }

    @Test
    void clientThatReadsLateIsNotCalledSlow() throws Exception {
        var topic = "big:late";
        var owner = fillHeavily(topic);
        var late = server.openWithoutReading("/socket/websocket?vsn=2.0.0", 4096);
        var quick = server.open();
        for (var probe : List.of(late, quick)) {
            probe.sendJson("['1','1','%s','phx_join',{}]".formatted(topic));
        }
        takeHeavy(quick);
        await(owner.untrack(topic, "user-0"));
        late.startReading();
        takeHeavy(late);
        assertTrue(Json.parse(late.nextText()).path(4).path("leaves").has("user-0"));
        owner.end();
    }

    private static void takeHeavy(WebSocketProbe probe) {
        var view = new PresenceFollower(Rules.GODOT);
        while (view.size() < HEAVY) {
            var frame = Json.parse(probe.nextText());
            view.take(frame.path(3).textValue(), frame.path(4));
        }
    }

    @Test
    void longPollTakesAsMuchAsItsBufferAtATime() throws Exception {
        var topic = "big:poll";
        var owner = fillHeavily(topic);
        var probe = server.longPoll("/socket/longpoll?vsn=2.0.0");
        probe.sendJson("['1','1','%s','phx_join',{}]".formatted(topic));
        var view = new PresenceFollower(Rules.GODOT);
        while (view.size() < HEAVY) {
            for (var frame : probe.messages()) {
                view.take(frame.path(3).textValue(), frame.path(4));
            }
        }
        owner.end();
    }

    @Test
    void readingDoesNotWaitForAnything() {
        assertTrue(PRESENCE.list(TOPIC).isComplete());
        assertEquals(MANY, PRESENCE.count(TOPIC));
    }
}

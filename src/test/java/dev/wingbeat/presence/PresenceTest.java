package dev.wingbeat.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.conformance.Proves;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.PresenceFollower;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.tracker.TrackingException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What applications do with a presence, and what members of the topics see of it. */
class PresenceTest {

    private static final Presence PRESENCE =
            Presence.create("test", options -> options.countsOnly(topic -> topic.startsWith("count:")));

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .presence(PRESENCE)
            .socket(
                    "/socket",
                    UserSocket.acceptingAll(),
                    routes -> routes.channel("list:*", ListChannel::new).channel("count:*", ListChannel::new))
            .options(options -> options.from(config))
            .build());

    private static final BlockingQueue<Future<String>> ARRIVALS = new LinkedBlockingQueue<>();

    private String topic;

    @BeforeEach
    void name(TestInfo test) {
        topic = "list:" + test.getTestMethod().orElseThrow().getName();
        ARRIVALS.clear();
    }

    /** Is present under the key that the join names, if it names one. */
    private static final class ListChannel implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            String key = payload.json().getString("key");
            if (key != null) {
                ARRIVALS.add(PRESENCE.trackAfterJoin(socket, key, Map.of("n", 1)));
            }
            return payload.json().containsKey("refuse") ? JoinResult.error("no") : JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            String key = payload.json().getString("key");
            return switch (event) {
                case "arrive" ->
                    HandleResult.async(PRESENCE.trackAfterJoin(socket, key, Map.of("n", 2))
                            .map(ref -> HandleResult.ok(Map.of("ref", ref))));
                case "elsewhere" ->
                    HandleResult.async(PRESENCE.owner(socket)
                            .track(payload.json().getString("topic"), key, Map.of())
                            .map(ref -> HandleResult.ok()));
                default -> HandleResult.unknown(event);
            };
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static Future<String> nextArrival() throws InterruptedException {
        return ARRIVALS.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private WebSocketProbe watcher() {
        var probe = server.open();
        probe.join(topic);
        return probe;
    }

    @Test
    @Proves("PRES-18")
    void listsAreReadAtOnce() throws Exception {
        var owner = PRESENCE.newOwner();
        var other = PRESENCE.newOwner();
        var first = await(owner.track(topic, "a", Map.of("n", 1)));
        var second = await(other.track(topic, "a", Map.of("n", 2)));
        await(other.track(topic, "b", Map.of("n", 3)));
        assertEquals(2, PRESENCE.count(topic));
        var list = PRESENCE.list(topic);
        assertTrue(list.isComplete());
        assertEquals(List.of(first, second), refs(list.result().get("a")));
        assertEquals(1, list.result().get("a").metas().getFirst().as(Map.class).get("n"));
        assertEquals(List.of(first, second), refs(PRESENCE.getByKey(topic, "a").result()));
        assertEquals(List.of(), PRESENCE.getByKey(topic, "nobody").result().metas());
        assertEquals(Map.of(), PRESENCE.list("list:nowhere").result());
        assertEquals(0, PRESENCE.count("list:nowhere"));
        owner.end();
        await(other.update(topic, "b", Map.of("n", 4)));
        assertEquals(List.of(second), refs(PRESENCE.getByKey(topic, "a").result()));
        assertEquals(
                Json.parse("{'metas':[{'n':2,'phx_ref':'" + second + "'}]}"),
                Json.parse(PRESENCE.getByKey(topic, "a").result().json().encode()));
    }

    private static List<String> refs(PresenceEntry entry) {
        return entry.metas().stream().map(PresenceMeta::ref).toList();
    }

    @Test
    @Proves("PRES-16")
    void keysMayBeOfAnyType() throws Exception {
        var probe = watcher();
        var owner = PRESENCE.newOwner();
        for (Object key : new Object[] {7, 7L << 40, Patience.LIMIT, TimeUnit.DAYS, 'x'}) {
            await(owner.track(topic, key, Map.of()));
            assertTrue(probe.nextPayload("presence_diff").path("joins").has(key.toString()));
            assertEquals(1, PRESENCE.getByKey(topic, key).result().metas().size());
        }
        await(owner.untrack(topic, 7));
        assertTrue(probe.nextPayload("presence_diff").path("leaves").has("7"));
    }

    @Test
    void whatCannotBeDoneFails() throws Exception {
        var owner = PRESENCE.newOwner();
        assertEquals(
                "nopresence",
                assertInstanceOf(TrackingException.class, failure(owner.update(topic, "a", Map.of())))
                        .reason());
        await(owner.track(topic, "a", Map.of("n", 1)));
        assertEquals(
                "already_tracked",
                assertInstanceOf(TrackingException.class, failure(owner.track(topic, "a", Map.of())))
                        .reason());
        assertEquals(
                "no",
                failure(owner.update(topic, "a", before -> {
                            throw new IllegalStateException("no");
                        }))
                        .getMessage());
        assertInstanceOf(IllegalArgumentException.class, failure(owner.update(topic, "a", before -> List.of())));
        assertEquals(
                1,
                PRESENCE.getByKey(topic, "a").result().metas().getFirst().json().getInteger("n"));
        owner.end();
        assertEquals(
                "ended",
                assertInstanceOf(TrackingException.class, failure(owner.track(topic, "b", Map.of())))
                        .reason());
        assertEquals(0, PRESENCE.count(topic));
    }

    private static Throwable failure(Future<?> future) {
        return assertThrows(Throwable.class, () -> await(future));
    }

    @Test
    void metaMustBeAnObjectThatFits() {
        var owner = PRESENCE.newOwner();
        assertThrows(IllegalArgumentException.class, () -> owner.track(topic, "a", List.of(1)));
        assertThrows(IllegalArgumentException.class, () -> owner.track(topic, "a", new byte[] {1}));
        var thrown = assertThrows(
                IllegalArgumentException.class, () -> owner.track(topic, "a", Map.of("text", "x".repeat(40_000))));
        assertTrue(thrown.getMessage().startsWith("meta: 40011 bytes (expected: <= "), thrown.getMessage());
    }

    @Test
    void futuresCompleteOnTheCallersContext() throws Exception {
        var owner = PRESENCE.newOwner();
        Context context = server.vertx().getOrCreateContext();
        Promise<Boolean> same = Promise.promise();
        context.runOnContext(ignored -> owner.track(topic, "a", Map.of())
                .onComplete(done -> same.complete(context.equals(Vertx.currentContext()))));
        assertTrue(await(same.future()));
    }

    @Test
    void whoArrivesGetsTheStateFirstAndThenItself() throws Exception {
        var before = await(PRESENCE.newOwner().track(topic, "bot", Map.of()));
        var probe = server.open();
        probe.sendJson("['1','1','%s','phx_join',{'key':'a'}]".formatted(topic));
        probe.nextPayload("phx_reply");
        assertEquals(
                Json.parse("{'bot':{'metas':[{'phx_ref':'" + before + "'}]}}"), probe.nextPayload("presence_state"));
        var ref = await(nextArrival());
        assertEquals(
                Json.parse("{'joins':{'a':{'metas':[{'n':1,'phx_ref':'" + ref + "'}]}},'leaves':{}}"),
                probe.nextPayload("presence_diff"));
    }

    @Test
    void whoArrivesTwiceIsToldSo() throws Exception {
        var probe = server.open();
        probe.sendJson("['1','1','%s','phx_join',{'key':'a'}]".formatted(topic));
        await(nextArrival());
        probe.nextPayload("phx_reply");
        assertEquals(0, probe.nextPayload("presence_state").size());
        probe.nextPayload("presence_diff");
        probe.sendJson("['1','2','%s','arrive',{'key':'b'}]".formatted(topic));
        assertEquals(1, probe.nextPayload("presence_state").size());
        var frames = List.of(Json.parse(probe.nextText()), Json.parse(probe.nextText()));
        assertTrue(frames.stream().anyMatch(frame -> frame.path(4).path("joins").has("b")), frames::toString);
        assertTrue(
                frames.stream().anyMatch(frame -> frame.path(4).path("response").has("ref")), frames::toString);
        probe.sendJson("['1','3','%s','arrive',{'key':'b'}]".formatted(topic));
        probe.nextPayload("presence_state");
        probe.nextPayload("phx_error");
    }

    @Test
    void whoIsRefusedIsNeverPresent() throws Exception {
        var probe = server.open();
        probe.sendJson("['1','1','%s','phx_join',{'key':'a','refuse':1}]".formatted(topic));
        assertEquals("error", probe.nextPayload("phx_reply").path("status").textValue());
        assertInstanceOf(WingbeatException.class, failure(nextArrival()));
        assertEquals(0, PRESENCE.count(topic));
        probe.expectNothingBeforeHeartbeat();
    }

    @Test
    void channelIsPresentElsewhereUntilItEnds() {
        var there = watcher();
        var probe = server.open();
        probe.join("list:other", "1");
        probe.sendJson("['1','2','list:other','elsewhere',{'topic':'%s','key':'a'}]".formatted(topic));
        probe.nextPayload("phx_reply");
        assertTrue(there.nextPayload("presence_diff").path("joins").has("a"));
        probe.reset();
        assertTrue(there.nextPayload("presence_diff").path("leaves").has("a"));
    }

    @Test
    @Proves("PRES-14")
    void manyChangesShareFewDiffsThatGiveTheList() throws Exception {
        var probe = watcher();
        var view = new PresenceFollower(PresenceFollower.Rules.GODOT);
        var owner = PRESENCE.newOwner();
        long begin = System.nanoTime();
        List<Future<String>> tracked = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            tracked.add(owner.track(topic, "k" + i, Map.of()));
            if (i % 3 == 0) {
                tracked.add(owner.update(topic, "k" + i, Map.of("n", i)));
            }
            if (i % 20 == 0) {
                await(tracked.getLast()); // so that there is more than one turn
            }
        }
        await(Future.all(tracked));
        int diffs = 0;
        while (view.size() < 300) {
            view.take("presence_diff", probe.nextPayload("presence_diff"));
            diffs++;
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        double most =
                PRESENCE.options().burst() + PRESENCE.options().diffsPerSecond() * seconds + 1; // ticks give it early
        assertTrue(diffs <= most, diffs + " diffs in " + seconds + " s (expected: <= " + most + ')');
        assertEquals(refsOf(topic), view.refs().toString());
        IntStream.range(0, 300)
                .forEach(i -> tracked.set(i, owner.untrack(topic, "k" + i).map("")));
        await(Future.all(tracked));
        while (view.size() > 0) {
            view.take("presence_diff", probe.nextPayload("presence_diff"));
        }
        assertEquals(0, PRESENCE.count(topic));
    }

    private static String refsOf(String topic) {
        var refs = new java.util.TreeMap<String, List<String>>();
        PRESENCE.list(topic).result().forEach((key, entry) -> refs.put(key, refs(entry)));
        return refs.toString();
    }

    @Test
    void topicsMayAnnounceCountsOnly() throws Exception {
        topic = "count:arena";
        var probe = watcher();
        var owner = PRESENCE.newOwner();
        await(owner.track(topic, "a", Map.of()));
        assertEquals(1, probe.nextPayload("presence_count").path("count").intValue());
        await(owner.update(topic, "a", Map.of("n", 1)));
        await(owner.track(topic, "b", Map.of()));
        assertEquals(2, probe.nextPayload("presence_count").path("count").intValue());
        var newcomer = server.open();
        newcomer.sendJson("['1','1','%s','phx_join',{'key':'c'}]".formatted(topic));
        newcomer.nextPayload("phx_reply");
        assertEquals(2, newcomer.nextPayload("presence_count").path("count").intValue());
        assertEquals(3, newcomer.nextPayload("presence_count").path("count").intValue());
        assertEquals(3, probe.nextPayload("presence_count").path("count").intValue());
        newcomer.reset();
        assertEquals(2, probe.nextPayload("presence_count").path("count").intValue());
    }

    @Test
    void presenceRunsInOneEndpointAtATime() {
        var second = Endpoint.builder()
                .presence(PRESENCE)
                .options(options -> options.from(TestServer.CONFIG))
                .build();
        var thrown = failure(second.start(server.vertx()));
        assertEquals("presence test runs already (expected: one endpoint at a time)", thrown.getMessage());
    }
}

package dev.wingbeat.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.conformance.Proves;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.PresenceFollower;
import dev.wingbeat.testkit.Match;
import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestHub;
import dev.wingbeat.tracker.TrackingException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What applications do with a presence, and what members of the topics see of it. */
class PresenceTest {

    private static final Presence PRESENCE =
            Presence.create("test", options -> options.countsOnly(topic -> topic.startsWith("count:")));

    @RegisterExtension
    static final TestHub HUB = TestHub.of(() -> Endpoint.builder()
                    .presence(PRESENCE)
                    .socket(
                            "/socket",
                            UserSocket.acceptingAll(),
                            routes -> routes.channel("list:*", ListChannel::new).channel("count:*", ListChannel::new))
                    .build())
            .patience(Patience.LIMIT);

    private static final BlockingQueue<Future<String>> ARRIVALS = new LinkedBlockingQueue<>();

    private final String topic = HUB.topic("list");

    @BeforeEach
    void forget() {
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

    private TestChannel watcher() {
        return HUB.connect().join(topic);
    }

    private static Map<String, ?> joins(String key) {
        return Map.of("joins", Map.of(key, Match.any()));
    }

    private static Map<String, ?> leaves(String key) {
        return Map.of("leaves", Map.of(key, Match.any()));
    }

    private static JsonObject json(String text) {
        return new JsonObject(Json.compact(text));
    }

    private static Vertx vertx() {
        return PresenceProbe.server(PRESENCE).tracker().context("list:").owner();
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
                json("{'metas':[{'n':2,'phx_ref':'" + second + "'}]}"),
                PRESENCE.getByKey(topic, "a").result().json());
    }

    private static List<String> refs(PresenceEntry entry) {
        return entry.metas().stream().map(PresenceMeta::ref).toList();
    }

    @Test
    @Proves("PRES-16")
    void keysMayBeOfAnyType() throws Exception {
        var watcher = watcher();
        var owner = PRESENCE.newOwner();
        for (Object key : new Object[] {7, 7L << 40, Patience.LIMIT, TimeUnit.DAYS, 'x'}) {
            await(owner.track(topic, key, Map.of()));
            watcher.assertNextPush("presence_diff", joins(key.toString()));
            assertEquals(1, PRESENCE.getByKey(topic, key).result().metas().size());
        }
        await(owner.untrack(topic, 7));
        watcher.assertNextPush("presence_diff", leaves("7"));
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
        Context context = vertx().getOrCreateContext();
        Promise<Boolean> same = Promise.promise();
        context.runOnContext(ignored -> owner.track(topic, "a", Map.of())
                .onComplete(done -> same.complete(context.equals(Vertx.currentContext()))));
        assertTrue(await(same.future()));
    }

    @Test
    void whoArrivesGetsTheStateFirstAndThenItself() throws Exception {
        var before = await(PRESENCE.newOwner().track(topic, "bot", Map.of()));
        var ann = HUB.connect().join(topic, Map.of("key", "a"));
        assertEquals(
                json("{'bot':{'metas':[{'phx_ref':'" + before + "'}]}}"),
                ann.assertNextPush("presence_state").json());
        var ref = await(nextArrival());
        assertEquals(
                json("{'joins':{'a':{'metas':[{'n':1,'phx_ref':'" + ref + "'}]}},'leaves':{}}"),
                ann.assertNextPush("presence_diff").json());
    }

    @Test
    void whoArrivesTwiceIsToldSo() throws Exception {
        HUB.expectError(TrackingException.class);
        var ann = HUB.connect().join(topic, Map.of("key", "a"));
        await(nextArrival());
        assertEquals(0, ann.assertNextPush("presence_state").json().size());
        ann.assertNextPush("presence_diff");
        var again = ann.push("arrive", Map.of("key", "b"));
        assertEquals(1, ann.assertNextPush("presence_state").json().size());
        ann.assertNextPush("presence_diff", joins("b"));
        again.assertReply("ok", Map.of("ref", Match.any()));
        ann.push("arrive", Map.of("key", "b"));
        ann.assertNextPush("presence_state");
        ann.assertError();
    }

    @Test
    void whoIsRefusedIsNeverPresent() throws Exception {
        var watcher = watcher();
        HUB.connect().joinRefused(topic, Map.of("key", "a", "refuse", 1));
        assertInstanceOf(WingbeatException.class, failure(nextArrival()));
        assertEquals(0, PRESENCE.count(topic));
        await(PRESENCE.newOwner().track(topic, "marker", Map.of()));
        watcher.assertNextPush("presence_diff", joins("marker"));
    }

    @Test
    void channelIsPresentElsewhereUntilItEnds() {
        var watcher = watcher();
        var client = HUB.connect();
        client.join("list:other")
                .push("elsewhere", Map.of("topic", topic, "key", "a"))
                .assertReply("ok");
        watcher.assertNextPush("presence_diff", joins("a"));
        client.drop();
        watcher.assertNextPush("presence_diff", leaves("a"));
    }

    @Test
    @Proves("PRES-14")
    void manyChangesShareFewDiffsThatGiveTheList() throws Exception {
        var watcher = watcher();
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
            view.take("presence_diff", nextDiff(watcher));
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
            view.take("presence_diff", nextDiff(watcher));
        }
        assertEquals(0, PRESENCE.count(topic));
    }

    private static JsonNode nextDiff(TestChannel watcher) {
        return Json.parse(watcher.assertNextPush("presence_diff").buffer().toString());
    }

    private static String refsOf(String topic) {
        var refs = new java.util.TreeMap<String, List<String>>();
        PRESENCE.list(topic).result().forEach((key, entry) -> refs.put(key, refs(entry)));
        return refs.toString();
    }

    @Test
    void topicsMayAnnounceCountsOnly() throws Exception {
        String counted = HUB.topic("count");
        var watcher = HUB.connect().join(counted);
        var owner = PRESENCE.newOwner();
        await(owner.track(counted, "a", Map.of()));
        watcher.assertNextPush("presence_count", Map.of("count", 1));
        await(owner.update(counted, "a", Map.of("n", 1)));
        await(owner.track(counted, "b", Map.of()));
        watcher.assertNextPush("presence_count", Map.of("count", 2));
        var client = HUB.connect();
        var newcomer = client.join(counted, Map.of("key", "c"));
        newcomer.assertNextPush("presence_count", Map.of("count", 2));
        newcomer.assertNextPush("presence_count", Map.of("count", 3));
        watcher.assertNextPush("presence_count", Map.of("count", 3));
        client.drop();
        watcher.assertNextPush("presence_count", Map.of("count", 2));
    }

    @Test
    void presenceRunsInOneEndpointAtATime() {
        var second = Endpoint.builder()
                .presence(PRESENCE)
                .options(options -> options.port(0))
                .build();
        var thrown = failure(second.start(vertx()));
        assertEquals("presence test runs already (expected: one endpoint at a time)", thrown.getMessage());
    }
}

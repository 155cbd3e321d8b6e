package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.pubsub.PubSub;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.Leftovers;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Hubs beside members that are none: that have no endpoint yet, no more, or never. */
final class HubClusterTest {

    private static final String TOPIC = "room:hubs";
    private static final String PLAIN = "room:plain";

    private static Hub one;
    private static Hub two;
    private static Hub resting;

    @BeforeAll
    static void start() throws Exception {
        one = Hub.first().serve();
        resting = one.another();
        two = one.another().serve(); // although one member never answers
    }

    @AfterAll
    static void stop() throws Exception {
        two.close();
        resting.close();
        one.close();
    }

    @Test
    void memberThatOnlyPublishesCostsTheHubsNothing() throws Exception {
        long began = System.nanoTime();
        try (var member = two.member(TOPIC);
                var plain = two.member(PLAIN)) {
            var made = new AtomicInteger();
            long timer = one.cluster()
                    .vertx()
                    .setPeriodic(1, tick -> one.endpoint().broadcast(TOPIC, "n", Map.of("n", made.incrementAndGet())));
            int next = number(member);
            // longer than it took for a lane with a member that does not answer to be registered anew
            for (long end = began + Duration.ofSeconds(12).toNanos(); System.nanoTime() < end; ) {
                assertEquals(++next, number(member));
            }
            one.cluster().vertx().cancelTimer(timer);
            resting.cluster()
                    .vertx()
                    .eventBus()
                    .publish(
                            PubSub.address(PLAIN),
                            new JsonObject()
                                    .put("topic", PLAIN)
                                    .put("event", "news")
                                    .put("payload", new JsonObject()));
            plain.expect("[null,null,'" + PLAIN + "','news',{}]");
        }
        assertEquals(200, one.ready().status());
        assertEquals(200, two.ready().status());
        var stats =
                HttpProbe.get("/stats").send(two.endpoint().managementPort()).json();
        assertEquals(0, stats.path("items_lost").asInt());
        assertEquals(0, stats.path("reregistrations").asInt());
    }

    @Test
    void stoppedEndpointLeavesNothingAndIsWaitedForByNobody() throws Exception {
        try (Hub third = one.another()) {
            third.serveOnce();
            Map<String, Integer> before = counts(third);
            for (int cycle = 0; cycle < 3; cycle++) {
                third.serveOnce();
            }
            assertEquals(before, counts(third));
            third.serve();
            for (int i = 0; i < 10; i++) {
                var elsewhere = third.session().through(one.endpoint().port());
                elsewhere.sendJson("[null,'1','phoenix','heartbeat',{}]");
                elsewhere.expect("[null,'1','phoenix','phx_reply',{'status':'ok','response':{}}]");
            }
            third.rest();
            try (Hub fourth = one.another().serve()) {
                assertEquals(200, fourth.ready().status());
            }
        }
    }

    @Test
    void startThatFailsLeavesNothingAndIsWaitedForByNobody() throws Exception {
        try (Hub third = one.another();
                var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            third.serveOnce();
            Map<String, Integer> before = counts(third);
            for (int attempt = 0; attempt < 3; attempt++) {
                var failure = assertThrows(
                        WingbeatException.class,
                        () -> third.startAt(taken.getLocalPort()).await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
                assertTrue(failure.getMessage().contains("is in use"), failure::getMessage);
            }
            assertEquals(before, counts(third));
            try (Hub fourth = one.another().serve()) {
                assertEquals(200, fourth.ready().status());
            }
            third.serve();
            assertEquals(200, third.ready().status());
        }
    }

    /** Counts what its Vert.x and the cluster still have for it. */
    private static Map<String, Integer> counts(Hub hub) {
        var counts = new TreeMap<>(Leftovers.of(hub.cluster().vertx()));
        counts.put("registrations", (int) hub.registrations().keySet().stream()
                .filter(address -> address.contains(hub.name()))
                .count());
        counts.put("hubs", hub.hazelcast().getMap("wingbeat.hubs").containsKey(hub.name()) ? 1 : 0);
        counts.put("listeners", listeners(hub));
        return counts;
    }

    /** Counts who listens to Hazelcast: to its members, its life, its maps. */
    private static int listeners(Hub hub) {
        var hazelcast = ((HazelcastInstanceProxy) hub.hazelcast()).getOriginal();
        var segments = Leftovers.field(hazelcast.node.getNodeEngine().getEventService(), "segments");
        int listeners = ((Map<?, ?>) Leftovers.field(hazelcast.getLifecycleService(), "lifecycleListeners")).size();
        for (Object segment : ((Map<?, ?>) segments).values()) {
            listeners += ((Map<?, ?>) Leftovers.field(segment, "registrationIdMap")).size();
        }
        return listeners;
    }

    private static int number(WebSocketProbe member) {
        return Json.parse(member.nextText()).path(4).path("n").intValue();
    }
}

package dev.wingbeat.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.metrics.Meter;
import dev.wingbeat.metrics.Metric;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.PubSub;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.Scrape;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One scenario on three nodes, in which every metric of the catalogue has something to tell. */
class CatalogueClusterTest {

    /** What stays at zero while nothing fails between the nodes and at their doors, but for an instant. */
    private static final Set<Meter> QUIET = EnumSet.of(
            Meter.LANE_ITEMS_LOST,
            Meter.LANE_ITEMS_DROPPED,
            Meter.LANE_REREGISTRATIONS,
            Meter.LANE_WAITING_BYTES,
            Meter.ACCEPT_ERRORS);

    private static final String TOPIC = "room:seen-1";
    private static final String SHOUT = "['1','2','" + TOPIC + "','shout',{'n':1}]";

    private static PlayedNodes nodes;

    /** What has been seen that is not zero, on any node at any time. */
    private final Set<Meter> seen = EnumSet.noneOf(Meter.class);

    @BeforeAll
    static void start() throws Exception {
        nodes = new PlayedNodes();
    }

    @AfterAll
    static void stop() throws Exception {
        nodes.close();
    }

    private void look() {
        for (int port : nodes.managementPorts()) {
            Scrape scrape = Scrape.of(port);
            for (Meter meter : Meter.values()) {
                String name = meter.fullName() + (meter.kind() == Metric.Kind.HISTOGRAM ? "_count" : "");
                if (scrape.sum(name) != 0) {
                    seen.add(meter);
                }
            }
        }
    }

    /** Does something again and again until all of these have been seen. */
    private void play(Runnable step, Meter... wanted) {
        Set<Meter> missing = EnumSet.copyOf(List.of(wanted));
        long end = System.nanoTime() + 2 * Patience.LIMIT.toNanos();
        while (!seen.containsAll(missing)) {
            assertTrue(System.nanoTime() < end, () -> {
                missing.removeAll(seen);
                return "never more than zero: " + missing;
            });
            step.run();
            look();
        }
    }

    /** Waits until all of these have been seen. */
    private void await(Meter... wanted) {
        play(() -> {}, wanted);
    }

    @Test
    void everyMetricTellsSomethingInTheEnd() {
        talk();
        misbehave();
        readNothing();
        playARoom();
        operate();
        await(Meter.LANE_RTT_SECONDS, Meter.LOOP_DELAY_SECONDS, Meter.LOOP_BUSY, Meter.JWKS_AGE_SECONDS);
        assertEquals(EnumSet.complementOf(EnumSet.copyOf(QUIET)), without(seen, QUIET));
    }

    private static Set<Meter> without(Set<Meter> meters, Set<Meter> others) {
        Set<Meter> rest = EnumSet.copyOf(meters);
        rest.removeAll(others);
        return rest;
    }

    private void talk() {
        nodes.member(0, TOPIC);
        nodes.member(1, TOPIC);
        WebSocketProbe speaker = nodes.member(2, TOPIC);
        speaker.sendJson(SHOUT, "[null,'3','phoenix','heartbeat',{}]", "['9','4','lobby','phx_join',{}]");
        await(
                Meter.CONNECTIONS,
                Meter.JOINS,
                Meter.HANDLE_IN_SECONDS,
                Meter.HEARTBEATS,
                Meter.UNMATCHED_TOPICS,
                Meter.BROADCASTS,
                Meter.PRESENCES,
                Meter.PRESENCE_DIFFS,
                Meter.PRESENCE_CONVERGENCE_SECONDS,
                Meter.MEMBERSHIP_CHANGES);
        long timer = nodes.cluster(0).vertx().setPeriodic(5, tick -> {
            nodes.endpoint(0).broadcast("room:nobody", "news", Payload.EMPTY);
            nodes.endpoint(0).broadcast(TOPIC, "news", Payload.EMPTY);
        });
        await(Meter.BROADCASTS_SPARED, Meter.DELIVERY_SECONDS);
        nodes.cluster(0).vertx().cancelTimer(timer);
    }

    private void misbehave() {
        WebSocketProbe client = nodes.member(0, "room:a");
        client.sendJson(
                "['2','2','room:" + "x".repeat(PlayedNodes.MAX_NAME) + "','phx_join',{}]",
                "['1','3','room:a','crash',{}]");
        await(Meter.LIMITED, Meter.CHANNEL_CRASHES);
        client.send("[\"1\",\"4\",\"room:a\"");
        await(Meter.UNDECODABLE, Meter.CONNECTIONS_CLOSED, Meter.CONNECTION_AGE_SECONDS);
        int port = nodes.endpoint(1).port();
        assertEquals(
                403, HttpProbe.upgrade("/socket/websocket?vsn=7.0.0").send(port).status());
        assertEquals(
                403,
                HttpProbe.upgrade("/tokens/websocket?vsn=2.0.0&token=none")
                        .send(port)
                        .status());
        nodes.cluster(0).vertx().eventBus().publish(PubSub.address(TOPIC), "no broadcast");
        await(Meter.CONNECTS_REFUSED, Meter.TOKENS, Meter.LANE_ITEMS_REJECTED);
        WebSocketProbe flooding = nodes.member(2, "busy:a");
        flooding.sendJson("['1','2','busy:a','first',{}]", "['1','3','busy:a','second',{}]");
        await(Meter.MAILBOX_MESSAGES);
        play(
                () -> {
                    for (int i = 0; i < 2_500; i++) {
                        flooding.send("[\"1\",\"4\",\"busy:a\",\"more\",{}]");
                    }
                },
                Meter.MAILBOX_OVERFLOWS);
    }

    private void readNothing() {
        nodes.stuck(1, "room:wide", "bulk:wide");
        var news = new JsonObject().put("news", "x".repeat(PlayedNodes.MAX_PENDING / 16));
        play(() -> nodes.endpoint(0).broadcast("bulk:wide", "news", news), Meter.OUTBOUND_BYTES, Meter.HELD_BYTES);
        play(() -> nodes.endpoint(0).broadcast("room:wide", "news", news), Meter.SHED);
        play(() -> nodes.endpoint(0).broadcast("bulk:wide", "news", news), Meter.SLOW_CONNECTIONS, Meter.STALLED);
    }

    private void playARoom() {
        WebSocketProbe player = nodes.client(0);
        player.sendJson("['1','1','match:one','phx_join',{}]");
        await(Meter.ROOMS, Meter.ROOM_PLAYERS, Meter.ROOM_TICK_SECONDS, Meter.ROOM_LAG_SECONDS);
        player.sendJson(
                "['1','2','match:one','compute',{}]",
                "['1','3','match:one','long',{'text':'" + "x".repeat(PlayedNodes.MAX_INPUT) + "'}]");
        await(Meter.ROOM_TICKS_SKIPPED, Meter.ROOM_INPUTS_REFUSED);
        for (int i = 4; i < 7; i++) {
            player.sendJson("['1','" + i + "','match:one','fail',{}]");
        }
        await(Meter.ROOM_FAILOVERS);
    }

    private void operate() {
        nodes.endpoint(0)
                .revocations()
                .block("mallory", Instant.now().plus(Duration.ofHours(1)))
                .await();
        await(Meter.REVOCATIONS);
        var answer = HttpProbe.request("POST", "/api/v1/nodes/" + nodes.name(2).replace("#", "%23") + "/drain")
                .with("authorization", "Bearer " + PlayedNodes.KEY)
                .withBody("application/json", "{}")
                .send(nodes.endpoint(0).managementPort());
        assertEquals(202, answer.status(), answer::text);
        await(Meter.API_REQUESTS, Meter.API_SECONDS, Meter.DRAINING);
    }
}

package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Json;
import dev.wingbeat.support.client.WebSocketProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A broadcast made anywhere after a client has seen its join reply reaches that client. */
final class JoinClusterTest {

    @RegisterExtension
    static final WingbeatCluster CLUSTER = new WingbeatCluster();

    private static final int JOINS = 10_000;
    private static final int CLIENTS = 12;

    @Test
    void noBroadcastMadeAfterTheJoinReplyIsLostUnderChurn() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int number = client;
                clients.add(executor.submit(() -> churn(number)));
            }
            for (Future<?> client : clients) {
                client.get(60, TimeUnit.SECONDS);
            }
        }
    }

    /** Joins fresh topics on one node; each time the reply is seen, broadcasts on another; then leaves. */
    private static void churn(int client) {
        int node = client % CLUSTER.size();
        WebSocketProbe member = CLUSTER.open(node, "/socket/websocket?vsn=2.0.0");
        for (int join = 0; join <= JOINS / CLIENTS; join++) {
            String topic = "room:churn-" + client + '-' + join;
            int other = (node + 1 + join % (CLUSTER.size() - 1)) % CLUSTER.size();
            member.join(topic);
            CLUSTER.node(other).endpoint().broadcast(topic, "now", Map.of("n", join));
            member.expect("[null,null,'" + topic + "','now',{'n':" + join + "}]");
            member.sendJson("['1','2','" + topic + "','phx_leave',{}]");
            member.expect(
                    "['1','2','" + topic + "','phx_reply',{'status':'ok','response':{}}]",
                    "['1','1','" + topic + "','phx_close',{}]");
        }
    }

    @Test
    void nodeThatJoinsUnderLoadMissesNothingFromItsFirstJoinReplyOn() throws Exception {
        String topic = CLUSTER.topic();
        var published = new AtomicInteger();
        var vertx = CLUSTER.node(0).cluster().vertx();
        long timer = vertx.setPeriodic(1, ignored -> {
            for (int i = 0; i < 3; i++) {
                CLUSTER.node(0).endpoint().broadcast(topic, "n", Map.of("n", published.incrementAndGet()));
            }
        });
        long begin = System.nanoTime();
        WingbeatCluster.Node fourth = CLUSTER.startAnother().await(60, TimeUnit.SECONDS);
        try (var member = WebSocketProbe.open(
                fourth.port(), dev.wingbeat.support.client.HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"))) {
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            member.join(topic);
            int before = published.get();
            int first = number(member);
            assertTrue(first <= before + 1, () -> "first " + first + " (expected: at most " + (before + 1) + ')');
            for (int next = first + 1; next < first + 2_000; next++) {
                assertEquals(next, number(member));
            }
            System.getLogger("measured").log(System.Logger.Level.INFO, "fourth node under load started in " + took);
        } finally {
            vertx.cancelTimer(timer);
            WingbeatCluster.stop(fourth);
        }
    }

    private static int number(WebSocketProbe member) {
        return Json.parse(member.nextText()).path(4).path("n").intValue();
    }
}

package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Clients of three nodes that come and go all the time, while a counter on each node goes up. Each counts for itself: from the
 * counts that its join is answered with, and from the broadcasts that follow.
 */
class JoinStateClusterTest {

    private static final String TOPIC = "room:counters";
    private static final int NODES = 3;
    private static final int CLIENTS = 30;
    private static final int JOINS = 10_000;
    private static final int PERIOD_MILLIS = 20;
    private static final long LIMIT_SECONDS = 180;

    private static final List<Hub> hubs = new ArrayList<>();
    private static final List<Counter> counters = new ArrayList<>();

    /** Goes up on one node, and is asked from all of them. */
    private static final class Counter {
        private final int index;
        private final Hub hub;
        private long timer;
        private int count;

        Counter(int index, Hub hub) {
            this.index = index;
            this.hub = hub;
        }

        private Vertx vertx() {
            return hub.cluster().vertx();
        }

        /** Starts; whatever it does from now on, it does on one context. */
        Future<Void> start() {
            Promise<Void> started = Promise.promise();
            vertx().getOrCreateContext().runOnContext(ignored -> {
                timer = vertx().setPeriodic(PERIOD_MILLIS, tick -> {
                    count++;
                    hub.endpoint().broadcast(TOPIC, "count", Map.of("counter", index, "n", count));
                });
                vertx().eventBus()
                        .consumer(address(index), (Message<String> question) -> {
                            if (question.body().equals("stop")) {
                                vertx().cancelTimer(timer);
                            }
                            question.reply(count);
                        })
                        .completion()
                        .onComplete(started);
            });
            return started.future();
        }
    }

    private static String address(int counter) {
        return "counter-" + counter;
    }

    /** Asks all counters, from one node. */
    private static Future<Map<String, Integer>> counts(Hub hub, String question) {
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            answers.add(hub.cluster()
                    .vertx()
                    .eventBus()
                    .<Integer>request(address(i), question)
                    .map(Message::body));
        }
        return Future.all(answers).map(all -> {
            Map<String, Integer> counts = new HashMap<>();
            for (int i = 0; i < NODES; i++) {
                counts.put(Integer.toString(i), answers.get(i).result());
            }
            return counts;
        });
    }

    private static Channel channel(Hub hub) {
        return (topic, payload, socket) -> JoinResult.state(() -> counts(hub, "how many"));
    }

    @BeforeAll
    static void start() throws Exception {
        for (int i = 0; i < NODES; i++) {
            Hub hub = i == 0 ? Hub.first() : hubs.getFirst().another();
            hubs.add(hub);
            hub.serve(() -> channel(hub));
            counters.add(new Counter(i, hub));
        }
        for (Counter counter : counters) {
            counter.start().await(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        for (Hub hub : hubs) {
            hub.close();
        }
    }

    /** A client that counts. */
    private static final class Member implements AutoCloseable {
        private final WebSocketProbe probe;
        private final int[] counts = new int[NODES];
        private final int[] heard = new int[NODES];
        private final Set<Integer> moved = new HashSet<>();

        Member(int port) {
            probe = WebSocketProbe.open(port, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"));
        }

        /** Joins, in place of the membership there is, if there is one. */
        void join(int ref) {
            probe.sendJson("['%1$d','%1$d','%2$s','phx_join',{}]".formatted(ref, TOPIC));
            JsonNode response = reply(ref);
            for (int i = 0; i < NODES; i++) {
                counts[i] = response.path(Integer.toString(i)).asInt(-1);
                heard[i] = 0;
            }
            moved.clear();
        }

        void leave(int ref) {
            probe.sendJson("['%1$d','leave-%1$d','%2$s','phx_leave',{}]".formatted(ref, TOPIC));
            reply("leave-" + ref);
        }

        private JsonNode reply(Object ref) {
            JsonNode message = next();
            while (!message.path(3).asText().equals("phx_reply")
                    || !message.path(1).asText().equals(ref.toString())) {
                message = next();
            }
            assertEquals("ok", message.path(4).path("status").asText(), message::toString);
            return message.path(4).path("response");
        }

        private JsonNode next() {
            return Json.parse(probe.nextText());
        }

        /** Takes one more message; what is counted must be next, or known from the state. */
        void count() {
            JsonNode message = next();
            if (!message.path(3).asText().equals("count")) {
                return;
            }
            int counter = message.path(4).path("counter").asInt();
            int n = message.path(4).path("n").asInt();
            assertTrue(n > heard[counter], () -> message + " behind " + heard[counter]);
            heard[counter] = n;
            if (n <= counts[counter]) {
                return;
            }
            assertEquals(counts[counter] + 1, n, () -> "a gap in " + message);
            counts[counter] = n;
            moved.add(counter);
        }

        /** Returns whether all counters have gone up since the join. */
        boolean movedOn() {
            return moved.size() == NODES;
        }

        Map<String, Integer> counts() {
            Map<String, Integer> result = new HashMap<>();
            for (int i = 0; i < NODES; i++) {
                result.put(Integer.toString(i), counts[i]);
            }
            return result;
        }

        @Override
        public void close() {
            probe.close();
        }
    }

    /** Comes and goes, and stays in the end. */
    private static void churn(Member member, int joins) {
        for (int ref = 1; ref <= joins; ref++) {
            member.join(ref);
            while (!member.movedOn()) {
                member.count();
            }
            if (ref % 2 == 0 && ref < joins) {
                member.leave(ref);
            }
        }
    }

    @Test
    void everyClientCountsRight() throws Exception {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            members.add(new Member(hubs.get(i % NODES).endpoint().port()));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var churning = members.stream()
                    .map(member -> threads.submit(() -> churn(member, (JOINS + CLIENTS - 1) / CLIENTS)))
                    .toList();
            for (var client : churning) {
                client.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
        }
        var expected = counts(hubs.getFirst(), "stop").await(LIMIT_SECONDS, TimeUnit.SECONDS);
        for (Member member : members) {
            while (!member.counts().equals(expected)) {
                member.count();
            }
        }
        members.forEach(Member::close);
    }
}

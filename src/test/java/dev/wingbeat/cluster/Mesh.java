package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.Received;
import dev.wingbeat.support.client.WebSocketProbe;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A member of the same topics on each of some nodes: shows that every topic delivers from every node to every node, that
 * nothing comes twice, and that nothing comes on topics that were left.
 */
final class Mesh implements AutoCloseable {

    /** Enough for every lane to carry some. */
    private static final int TOPICS = 16;

    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(200);
    private static final AtomicInteger MESHES = new AtomicInteger();

    /** One delivery: who got it, on which topic, from whom, in which round. */
    private record Seen(int member, String topic, int sender, int round) {}

    private final String prefix = "room:mesh-" + ProcessHandle.current().pid() + '-' + MESHES.incrementAndGet() + '-';
    private final List<WebSocketProbe> members = new ArrayList<>();
    private final List<WebSocketProbe> strangers = new ArrayList<>();
    private final LinkedBlockingQueue<Seen> deliveries = new LinkedBlockingQueue<>();
    private final Set<Seen> seen = new HashSet<>();
    private final Map<Integer, Integer> complete = new HashMap<>();
    private int rounds;

    /** Connects to these nodes. */
    Mesh(List<InetSocketAddress> nodes) {
        nodes.forEach(this::add);
    }

    private void add(InetSocketAddress node) {
        int number = members.size();
        var member = WebSocketProbe.open(node, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"));
        for (int topic = 0; topic < TOPICS; topic++) {
            member.join(prefix + topic);
        }
        member.join(left());
        member.sendJson("['1','2','" + left() + "','phx_leave',{}]");
        member.expect(
                "['1','2','" + left() + "','phx_reply',{'status':'ok','response':{}}]",
                "['1','1','" + left() + "','phx_close',{}]");
        members.add(member);
        var stranger = WebSocketProbe.open(node, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"));
        stranger.join(left());
        strangers.add(stranger);
        Thread.ofVirtual().name("mesh member " + number).start(() -> read(number, member));
    }

    private String left() {
        return prefix + "left";
    }

    private void read(int number, WebSocketProbe member) {
        while (true) {
            Received received = member.next(Duration.ofSeconds(90));
            if (received == null || received instanceof Received.End || received instanceof Received.Close) {
                return;
            }
            if (received instanceof Received.Text text) {
                JsonNode message = Json.parse(text.text());
                JsonNode payload = message.path(4);
                deliveries.add(new Seen(
                        number,
                        message.path(2).asText(),
                        payload.path("sender").asInt(-1),
                        payload.path("round").asInt(-1)));
            }
        }
    }

    /** Sends rounds until one has arrived everywhere; fails when none has in time. */
    Duration awaitComplete(long since, Duration limit) {
        long end = since + limit.toNanos();
        while (true) {
            var unused = send();
            long next = System.nanoTime() + BETWEEN_ROUNDS.toNanos();
            while (System.nanoTime() - next < 0) {
                if (take(next)) {
                    return Duration.ofNanos(System.nanoTime() - since);
                }
            }
            assertTrue(System.nanoTime() - end < 0, () -> "no complete round in " + limit + ": " + complete);
        }
    }

    /** Sends a round and does not wait for it; returns its number. */
    int send() {
        int round = ++rounds;
        say(round);
        return round;
    }

    /** Fails when a round has arrived everywhere; another mesh on each side proves that there was time for it. */
    void requireIncomplete(int round) {
        while (!deliveries.isEmpty()) {
            var unused = take(System.nanoTime());
        }
        assertTrue(complete.getOrDefault(round, 0) < wanted(), "delivered everywhere in spite of the cut");
    }

    /** Sends a round that must arrive everywhere. */
    void requireComplete(Duration limit) {
        int round = send();
        long end = System.nanoTime() + limit.toNanos();
        while (complete.getOrDefault(round, 0) < wanted()) {
            var unused = take(end);
            assertTrue(
                    System.nanoTime() - end < 0,
                    () -> complete.getOrDefault(round, 0) + " of " + wanted() + " deliveries in " + limit);
        }
    }

    private void say(int round) {
        for (int sender = 0; sender < members.size(); sender++) {
            strangers.get(sender).sendJson("['1','2','" + left() + "','shout',{'round':" + round + "}]");
            for (int topic = 0; topic < TOPICS; topic++) {
                members.get(sender)
                        .sendJson("['1','2','" + prefix + topic + "','shout',{'sender':" + sender + ",'round':" + round
                                + "}]");
            }
        }
    }

    /** Takes the next delivery, says whether its round is complete by it. */
    private boolean take(long until) {
        try {
            Seen delivery = deliveries.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (delivery == null) {
                return false;
            }
            assertTrue(!delivery.topic().equals(left()), () -> "delivered to a member that had left: " + delivery);
            assertTrue(seen.add(delivery), () -> "delivered twice: " + delivery);
            return complete.merge(delivery.round(), 1, Integer::sum) == wanted();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for deliveries", e);
        }
    }

    private int wanted() {
        return members.size() * members.size() * TOPICS;
    }

    @Override
    public void close() {
        members.forEach(WebSocketProbe::close);
        strangers.forEach(WebSocketProbe::close);
    }
}

package dev.wingbeat.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.Received;
import dev.wingbeat.support.client.WebSocketProbe;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client of one topic that comes back as phoenix.js does, after the same pauses, to the next node each time as behind a
 * balancer; keeps book of when it was joined and what it heard.
 */
final class HubClient implements AutoCloseable {

    /** What phoenix.js waits before each attempt; then 5 s. */
    private static final int[] RECONNECT_MILLIS = {10, 50, 100, 150, 200, 250, 500, 1000, 2000};

    private static final int LAST_MILLIS = 5_000;

    /** A time of membership, from the join reply to the end of the connection. */
    record Stay(InetSocketAddress node, long from, long until) {}

    private final List<InetSocketAddress> nodes;
    private final String topic;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger duplicates = new AtomicInteger();
    private final Map<Integer, Long> heard = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Stay> stays = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private int next;
    private int tries;
    private volatile Stay current;

    /** Connects to one of the nodes, the one of this index first. */
    HubClient(List<InetSocketAddress> nodes, int first, String topic) {
        this.nodes = nodes;
        this.topic = topic;
        this.next = first;
        this.thread = Thread.ofVirtual().name("client " + first).start(this::run);
    }

    private void run() {
        try {
            do {
                InetSocketAddress node = nodes.get(next++ % nodes.size());
                try (var probe = WebSocketProbe.open(node, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"))) {
                    probe.join(topic);
                    stay(node, probe);
                } catch (UncheckedIOException | AssertionError e) {
                    // refused, or gone before the reply: the next attempt tells
                }
            } while (!closed.await(pause(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int pause() {
        return tries < RECONNECT_MILLIS.length ? RECONNECT_MILLIS[tries++] : LAST_MILLIS;
    }

    private void stay(InetSocketAddress node, WebSocketProbe probe) {
        tries = 0;
        var begun = new Stay(node, System.nanoTime(), Long.MAX_VALUE);
        current = begun;
        var heardHere = new HashSet<Integer>();
        while (closed.getCount() > 0) {
            Received received = probe.next(Duration.ofMillis(200));
            if (received instanceof Received.Close || received instanceof Received.End) {
                break;
            } else if (received instanceof Received.Text text) {
                JsonNode message = Json.parse(text.text());
                if (message.path(3).asText().equals("n")) {
                    int number = message.path(4).path("n").asInt();
                    heard.put(number, System.nanoTime());
                    duplicates.addAndGet(heardHere.add(number) ? 0 : 1);
                }
            }
        }
        stays.add(new Stay(node, begun.from(), System.nanoTime()));
        current = null;
    }

    /** Waits until the client is joined to some node. */
    boolean awaitJoined(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (current == null && System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        return current != null;
    }

    /** Returns what it has heard, the number of each broadcast. */
    Map<Integer, Long> heard() {
        return heard;
    }

    /** Returns how many broadcasts it has heard more than once on one connection: one may be ahead of a move to another node. */
    int duplicates() {
        return duplicates.get();
    }

    /** Returns its memberships that have ended. */
    List<Stay> stays() {
        return List.copyOf(stays);
    }

    /** Ends it, and with it its last membership. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for the end of a client", e);
        }
    }
}

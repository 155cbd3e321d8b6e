package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.Received;
import dev.wingbeat.support.client.WebSocketProbe;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A client that is present in some topics of a node, and keeps book of what it is told about who else is. */
final class PresenceMember implements AutoCloseable {

    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(200);

    /** Who is where. */
    public record Place(String topic, String key) {}

    /** A join or a leave, and when it was told. */
    record Change(long at, Place place, String ref, boolean joined) {}

    private final WebSocketProbe probe;
    private final Map<Place, String> present = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Change> changes = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
    private final Semaphore news = new Semaphore(0);

    /** Connects to a node and joins, without waiting for what comes. */
    PresenceMember(InetSocketAddress node, String user, List<String> topics) {
        probe = WebSocketProbe.open(node, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0&user_id=" + user));
        Thread.ofVirtual().name("presence of " + user).start(this::read);
        topics.forEach(topic -> probe.sendJson("['1','1','%s','phx_join',{}]".formatted(topic)));
    }

    private void read() {
        long heartbeat = System.nanoTime();
        while (true) {
            Received received = probe.next(LOOK);
            long now = System.nanoTime();
            if (received instanceof Received.End || received instanceof Received.Close) {
                return;
            } else if (received instanceof Received.Text text) {
                take(now, Json.parse(text.text()));
            }
            if (now - heartbeat > HEARTBEAT.toNanos()) {
                heartbeat = now;
                probe.sendJson("[null,'h','phoenix','heartbeat',{}]");
            }
        }
    }

    private void take(long at, JsonNode message) {
        String topic = message.path(2).asText();
        JsonNode payload = message.path(4);
        switch (message.path(3).asText()) {
            case "presence_state" -> entries(at, topic, payload, true);
            case "presence_diff" -> {
                entries(at, topic, payload.path("joins"), true);
                entries(at, topic, payload.path("leaves"), false);
            }
            default -> {
                return;
            }
        }
        news.release();
    }

    private void entries(long at, String topic, JsonNode entries, boolean joined) {
        entries.properties()
                .forEach(entry -> entry.getValue().path("metas").forEach(meta -> {
                    var change = new Change(
                            at,
                            new Place(topic, entry.getKey()),
                            meta.path("phx_ref").asText(),
                            joined);
                    boolean known = change.ref().equals(present.get(change.place()));
                    if (known == joined) {
                        problems.add((joined ? "joins twice: " : "leaves without having joined: ") + change);
                    }
                    if (joined) {
                        present.put(change.place(), change.ref());
                    } else {
                        present.remove(change.place(), change.ref());
                    }
                    changes.add(change);
                }));
    }

    /** Returns who is where at the moment, with their refs. */
    Map<Place, String> present() {
        return present;
    }

    /** Returns what was told after a time. */
    List<Change> changesSince(long time) {
        return changes.stream().filter(change -> change.at() - time > 0).toList();
    }

    /** Returns what no server may tell: a ref that joins twice, or leaves without having joined. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** Waits until something holds that depends on what this client is told. */
    void await(String what, BooleanSupplier condition, long until) {
        try {
            while (!condition.getAsBoolean()) {
                assertTrue(System.nanoTime() - until < 0, () -> what + ", but " + present);
                var unused = news.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for " + what, e);
        }
    }

    @Override
    public void close() {
        probe.close();
    }
}

package dev.wingbeat.faults;

import dev.wingbeat.client.ClientChannel;
import dev.wingbeat.client.ClientMessage;
import dev.wingbeat.client.PhoenixClient;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A player of a room of {@link TallyHub}, who notes what it is shown. */
final class Witness {

    private static final int SECONDS = 60;
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofMinutes(3);

    private final int node;
    private final ClientChannel channel;
    private final List<String> problems = new ArrayList<>();
    private final Set<Long> epochs = new TreeSet<>();
    private long shownAt;
    private long pausedAt;
    private String pausedFor = "";

    private Witness(ClientChannel channel, int node) {
        this.node = node;
        this.channel = channel;
        channel.onMessage(this::received).onRejoined(this::joined);
    }

    /** Joins a room as the player of a node; again, when the node has too much to do. */
    static Witness join(PhoenixClient client, int node, String topic) throws Exception {
        long until = System.nanoTime() + LONG.toNanos();
        while (true) {
            var witness = new Witness(client.channel(topic), node);
            try {
                witness.joined(witness.channel.join().get(SECONDS, TimeUnit.SECONDS));
                return witness;
            } catch (ExecutionException e) {
                if (System.nanoTime() - until > 0) {
                    throw e;
                }
            }
        }
    }

    private void joined(Payload response) {
        shown(response.json().getJsonObject("room").getLong("epoch"));
    }

    private synchronized void received(ClientMessage message) {
        switch (message.event()) {
            case "state" -> shown(message.payload().json().getLong("epoch"));
            case "room_paused" -> {
                pausedAt = System.nanoTime();
                pausedFor = message.payload().json().getString("reason");
            }
            case "room_lost" -> problems.add("room_lost " + message.payload());
            default -> {}
        }
    }

    private synchronized void shown(long epoch) {
        if (epochs.stream().anyMatch(before -> before > epoch)) {
            problems.add("epoch " + epoch + " after " + epochs);
        }
        if (epochs.add(epoch)) {
            shownAt = System.nanoTime();
        }
    }

    int node() {
        return node;
    }

    String topic() {
        return channel.topic();
    }

    boolean isStrict() {
        return topic().startsWith("strict:");
    }

    /** Returns the epochs of the activations that it was shown. */
    synchronized Set<Long> epochs() {
        return Set.copyOf(epochs);
    }

    /** Returns when it was shown the last activation first. */
    synchronized long shownAt() {
        return shownAt;
    }

    /** Returns when it was told that the room is paused, 0 when it was not. */
    synchronized long pausedAt() {
        return pausedAt;
    }

    synchronized String pausedFor() {
        return pausedFor;
    }

    /** Returns what it should not have been shown. */
    synchronized List<String> problems() {
        return problems.stream().map(problem -> this + ": " + problem).toList();
    }

    /** Puts a key into the room; a room that stands still may take it later. */
    CompletableFuture<Payload> put(String key) {
        return channel.push("put", Map.of("key", key), LONG);
    }

    /** Asks the room what it is like. */
    JsonObject look() throws Exception {
        return channel.push("look", Map.of(), LOOK)
                .get(SECONDS, TimeUnit.SECONDS)
                .json();
    }

    @Override
    public String toString() {
        return topic() + " on node " + node;
    }
}

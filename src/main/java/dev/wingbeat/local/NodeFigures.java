package dev.wingbeat.local;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a node to {@code /stats}.
 *
 * @param at when, a time of {@link System#nanoTime()}
 * @param notReady why it is not ready, null when it is
 * @param members how many nodes it sees
 * @param connections how many clients it has
 * @param topics how many topics they have joined
 * @param sent how many broadcasts it has made
 * @param received how many broadcasts of others it has got
 */
record NodeFigures(
        long at, @Nullable String notReady, int members, int connections, int topics, long sent, long received) {

    static NodeFigures of(String json, long at) {
        var stats = new JsonObject(json);
        return new NodeFigures(
                at,
                stats.getString("reason"),
                stats.getInteger("members"),
                stats.getInteger("connections"),
                stats.getInteger("topics"),
                stats.getLong("broadcasts_sent"),
                stats.getLong("broadcasts_received"));
    }

    /** Returns the figures as a line; the rates are those since the figures before. */
    String text(@Nullable NodeFigures before) {
        String state = notReady == null ? "ready" : notReady;
        return "%-8s %7s  %14s  %9s  broadcasts/s: %s made, %s received"
                .formatted(
                        state,
                        counted(members, "member"),
                        counted(connections, "connection"),
                        counted(topics, "topic"),
                        rate(before == null ? 0 : sent - before.sent, before),
                        rate(before == null ? 0 : received - before.received, before));
    }

    private String rate(long count, @Nullable NodeFigures before) {
        double seconds = before == null
                ? 1
                : (at - before.at) / (double) Duration.ofSeconds(1).toNanos();
        double rate = Math.max(0, count) / Math.max(seconds, 0.001);
        return rate < 10 ? "%.1f".formatted(rate) : "%.0f".formatted(rate);
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}

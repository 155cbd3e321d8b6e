package dev.wingbeat.client;

import dev.wingbeat.protocol.Payload;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A message that waits for its reply, or for being sent. Confined to the client's loop.
 */
final class PendingPush {

    final String topic;
    final String event;
    final Payload payload;
    final Duration timeout;

    /** The time at which it is given up, by {@link System#nanoTime()}. */
    final long deadline;

    private final BiConsumer<@Nullable Payload, @Nullable ClientException> outcome;
    private boolean done;

    PendingPush(
            String topic,
            String event,
            Payload payload,
            Duration timeout,
            BiConsumer<@Nullable Payload, @Nullable ClientException> outcome) {
        this.topic = topic;
        this.event = event;
        this.payload = payload;
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.outcome = outcome;
    }

    /** Makes one whose reply completes a future. */
    PendingPush(String topic, String event, Payload payload, Duration timeout, CompletableFuture<Payload> reply) {
        this(topic, event, payload, timeout, (response, cause) -> {
            if (response != null) {
                ClientCallbacks.complete(reply, response);
            } else if (cause != null) {
                ClientCallbacks.fail(reply, cause);
            }
        });
    }

    String label() {
        return topic + ' ' + event;
    }

    void reply(String status, Payload response) {
        if (status.equals("ok")) {
            finish(response, null);
        } else {
            finish(null, new RefusedException(label(), status, response));
        }
    }

    void fail(ClientException cause) {
        finish(null, cause);
    }

    private void finish(@Nullable Payload response, @Nullable ClientException cause) {
        if (!done) {
            done = true;
            outcome.accept(response, cause);
        }
    }

    boolean done() {
        return done;
    }
}

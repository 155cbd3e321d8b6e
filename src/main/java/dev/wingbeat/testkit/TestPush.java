package dev.wingbeat.testkit;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.testkit.Monitor.Waits;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An event that a {@link TestChannel} has pushed, and the reply to it. */
public final class TestPush {

    /** A reply. */
    private record Reply(String status, Payload response) {}

    private final String label;
    private final Monitor monitor;
    private final Supplier<Waits> waits;
    private final Supplier<String> surroundings;
    private final Supplier<@Nullable String> end;
    private @Nullable Reply reply;

    /**
     * Makes one.
     *
     * @param label what it is called in a failing test
     * @param surroundings what a failing test shows beside it
     * @param end tells why no reply can come any more, null while it can
     */
    TestPush(
            String label,
            Monitor monitor,
            Supplier<Waits> waits,
            Supplier<String> surroundings,
            Supplier<@Nullable String> end) {
        this.label = label;
        this.monitor = monitor;
        this.waits = waits;
        this.surroundings = surroundings;
        this.end = end;
    }

    /** Sets the reply; inside the monitor. */
    void replied(String status, Payload response) {
        reply = new Reply(status, response);
    }

    /** Waits for the reply, which must have this status. Returns its response. */
    public Payload assertReply(String status) {
        return assertReply(status, Match.any());
    }

    /** Waits for the reply, which must have this status and match this response. Returns the response. */
    public Payload assertReply(String status, @Nullable Object response) {
        Reply got = await(status, response);
        if (!got.status.equals(status) || !Match.matches(response, got.response)) {
            throw new AssertionError("reply to " + label + ": " + got.status + ' ' + Match.text(got.response)
                    + " (expected: " + expected(status, response) + ')');
        }
        return got.response;
    }

    /** Waits for the reply, whatever its status, and returns its response. */
    public Payload reply() {
        return await("a reply", Match.any()).response;
    }

    /** Waits for the reply, and returns its status. */
    public String status() {
        return await("a reply", Match.any()).status;
    }

    /** Waits a moment in full, and fails when there is a reply by then. */
    public void refuteReply() {
        Reply got = monitor.await(waits.get().absence(), () -> reply);
        if (got != null) {
            throw new AssertionError(
                    "reply to " + label + ": " + got.status + ' ' + Match.text(got.response) + " (expected: no reply)");
        }
    }

    /** Waits for the reply; null when the channel has ended without. */
    @Nullable
    String statusOrEnd() {
        monitor.await(waits.get().arrival(), () -> reply != null ? "" : end.get());
        return monitor.read(() -> reply == null ? null : reply.status);
    }

    private Reply await(String status, @Nullable Object response) {
        monitor.await(waits.get().arrival(), () -> reply != null ? "" : end.get());
        Reply got = monitor.read(() -> reply);
        if (got == null) {
            throw new AssertionError(
                    "no reply to " + label + " (expected: " + expected(status, response) + "); " + surroundings.get());
        }
        return got;
    }

    private static String expected(String status, @Nullable Object response) {
        return Match.any().equals(response) ? status : status + ' ' + Match.text(response);
    }
}

package dev.wingbeat.frame;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The position of a connection between its requests and their answers, and the time since when. Times are those of the loop. */
final class RequestTimes {

    /** The part of a request that is awaited. */
    private enum Step {
        HEAD,
        BODY,
        ANSWER,
        NEXT
    }

    private final HttpLimits limits;
    private final Supplier<Duration> stallTimeout;
    private Step step = Step.HEAD;
    private long since;
    private long waiting;
    private long progress;
    private long lastProgress;

    /** Begins with the accept: the first request's head is awaited. */
    RequestTimes(HttpLimits limits, Supplier<Duration> stallTimeout, long now) {
        this.stallTimeout = stallTimeout;
        this.limits = limits;
        this.since = now;
        this.lastProgress = now;
    }

    /** Records bytes that have come. */
    void bytesCame(long now) {
        if (step == Step.NEXT) {
            go(Step.HEAD, now);
        }
    }

    void headReceived(long now) {
        go(Step.BODY, now);
    }

    /** Records the end of a request. */
    void received(boolean answerAwaited, long now) {
        go(answerAwaited ? Step.ANSWER : Step.NEXT, now);
    }

    /** Records an answer: to a request that still comes, or to one behind which another may have begun. */
    void answered(boolean bodyAwaited, boolean nextBegun, long now) {
        if (!bodyAwaited) {
            go(nextBegun ? Step.HEAD : Step.NEXT, now);
        }
    }

    /**
     * Returns why the connection should end, null when the client is in time.
     *
     * @param bytesWaiting bytes that wait for the client
     * @param bytesTaken what it has taken of the first of them
     */
    @Nullable
    String late(long bytesWaiting, long bytesTaken, long now) {
        if (bytesWaiting == 0 || bytesWaiting != waiting || bytesTaken != progress) {
            waiting = bytesWaiting;
            progress = bytesTaken;
            lastProgress = now;
        }
        if (over(stallTimeout.get(), lastProgress, now)) {
            return "it takes nothing of its answers for " + stallTimeout.get();
        }
        if (bytesWaiting > 0 && step != Step.BODY) {
            since = now;
        }
        return switch (step) {
            case HEAD -> over(limits.headTimeout(), since, now) ? "no request within " + limits.headTimeout() : null;
            case BODY -> over(limits.bodyTimeout(), since, now) ? "no whole body within " + limits.bodyTimeout() : null;
            case NEXT -> over(limits.idleTimeout(), since, now) ? "idle for " + limits.idleTimeout() : null;
            case ANSWER -> null;
        };
    }

    private void go(Step next, long now) {
        step = next;
        since = now;
    }

    private static boolean over(Duration limit, long since, long now) {
        return now - since > limit.toNanos();
    }
}

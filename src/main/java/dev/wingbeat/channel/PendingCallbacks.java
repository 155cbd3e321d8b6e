package dev.wingbeat.channel;

import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.pubsub.Loop;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The callbacks of one mount on one loop that have gone on elsewhere and have not decided yet: those that return at once never
 * come here. Confined to the loop.
 */
final class PendingCallbacks {

    /** Signals a callback that has not decided within the time that its route gives it. */
    static final class TimeoutException extends WingbeatException {

        private static final long serialVersionUID = 1L;

        TimeoutException(ChannelRoute route) {
            super("a callback has not decided (expected: within "
                    + route.callbackTimeout().toMillis() + " ms, the callback timeout of route " + route.pattern()
                    + ")");
        }
    }

    private final Loop loop;
    private final Set<CallbackRunner> runners = new HashSet<>();

    PendingCallbacks(Loop loop) {
        this.loop = loop;
    }

    Loop loop() {
        return loop;
    }

    void add(CallbackRunner runner) {
        runners.add(runner);
    }

    void remove(CallbackRunner runner) {
        runners.remove(runner);
    }

    /** Ends those whose time is over, by the time of the loop. */
    void tick(long now) {
        if (!runners.isEmpty()) {
            end(runners.stream().filter(runner -> runner.isOverdue(now)).toList());
        }
    }

    /** Ends all of them, because the loop ends. */
    void end() {
        end(List.copyOf(runners));
    }

    private static void end(List<CallbackRunner> overdue) {
        overdue.forEach(CallbackRunner::expire);
    }
}

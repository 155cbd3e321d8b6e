package dev.wingbeat.channel;

import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.pubsub.Loop;
import dev.wingbeat.trace.TraceSpan;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the application's callbacks of one channel where its route says, and brings what came of them back to the loop. A
 * callback that does not decide within the time that the route gives it counts as one that failed: a future is not waited for any
 * more, a virtual thread is interrupted. Confined to the loop; to be called from inside a task of the channel's {@link Mailbox}.
 */
final class CallbackRunner {

    /** Signals a callback that has not decided within the time that its route gives it. */
    static final class TimeoutException extends WingbeatException {

        private static final long serialVersionUID = 1L;

        TimeoutException(ChannelRoute route) {
            super("a callback has not decided (expected: within "
                    + route.callbackTimeout().toMillis() + " ms, the callback timeout of route " + route.pattern()
                    + ")");
        }
    }

    /**
     * The callbacks of one mount on one loop that have gone on elsewhere and have not decided yet: those that return at once never
     * come here. Confined to the loop.
     */
    static final class Pending {

        private final Loop loop;
        private final Set<CallbackRunner> runners = new HashSet<>();

        Pending(Loop loop) {
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

    private final ChannelServer channel;
    private final Pending pending;

    /** The virtual thread or the future that the mailbox waits for. */
    private @Nullable Object awaited;

    private long deadline;

    /** The span of the join, then of the event being handled, null while none is recorded. */
    private @Nullable TraceSpan trace;

    /** Makes the runner of a channel, which takes what a callback throws and what a future fails with. */
    CallbackRunner(ChannelServer channel, Pending pending) {
        this.channel = channel;
        this.pending = pending;
    }

    /** Returns the span that callbacks are called in, null for none. */
    @Nullable
    TraceSpan trace() {
        return trace;
    }

    /** Calls callbacks in a span, until {@link #endTrace}; null for none. */
    void begin(@Nullable TraceSpan span) {
        trace = span;
    }

    /** Notes how the client was answered, if somebody is to know. */
    void answered(String status) {
        if (trace != null) {
            trace.set("wingbeat.status", status);
        }
    }

    /** Notes that a callback has failed. */
    void failed(Throwable cause) {
        if (trace != null) {
            trace.fail(cause);
        }
    }

    /** Ends the span, if there is one, with what the client was answered. */
    void endTrace(String status) {
        answered(status);
        endTrace();
    }

    /** Ends the span, if there is one. */
    void endTrace() {
        if (trace != null) {
            trace.end();
            trace = null;
        }
    }

    /** Calls a callback and settles its result, now or once its virtual thread is done. */
    <R> void call(Callable<R> callback, Consumer<R> settle) {
        TraceSpan in = trace;
        Callable<R> traced = in == null ? callback : () -> in.call(callback);
        switch (route().execution()) {
            case EVENT_LOOP -> within(in, settled(traced, settle)).run();
            case VIRTUAL_THREADS -> {
                Thread thread = Thread.ofVirtual().name("wingbeat-channel").unstarted(() -> {
                    Mailbox.Task rest = within(in, settled(traced, settle));
                    loop().execute(() -> resume(rest));
                });
                suspend(thread);
                thread.start();
            }
        }
    }

    /** Returns a task that runs in a span, if there is one: what it logs tells the trace. */
    private static Mailbox.Task within(@Nullable TraceSpan span, Mailbox.Task task) {
        return span == null
                ? task
                : () -> span.get(() -> {
                    task.run();
                    return task;
                });
    }

    /** Settles the result of a future, now or once it completes. */
    @SuppressWarnings("ReferenceEquality") // whether it is still this one that is awaited
    <R> void await(Future<? extends R> future, Consumer<R> settle) {
        if (future.isComplete()) {
            completed(future, settle);
            return;
        }
        suspend(future);
        future.onComplete(ignored -> loop().execute(() -> {
            if (awaited == future) {
                resume(() -> completed(future, settle));
            }
        }));
    }

    private void suspend(Object waitingFor) {
        channel.mailbox().suspend();
        awaited = waitingFor;
        deadline = loop().time().now() + route().callbackTimeout().toNanos();
        pending.add(this);
    }

    private void resume(Mailbox.Task rest) {
        awaited = null;
        pending.remove(this);
        channel.mailbox().resume(rest);
    }

    /** Returns whether what is awaited should have come. */
    boolean isOverdue(long now) {
        return now - deadline >= 0;
    }

    /** Waits no longer: a future may complete or not, a thread still ends before the next callback begins. */
    void expire() {
        var late = new TimeoutException(route());
        if (awaited instanceof Thread thread) {
            pending.remove(this);
            channel.crash(late);
            thread.interrupt();
        } else {
            resume(() -> channel.crash(late));
        }
    }

    /** Forgets what is awaited, and interrupts a callback that runs on a virtual thread. */
    void abandon() {
        pending.remove(this);
        if (awaited instanceof Thread thread) {
            thread.interrupt();
        }
    }

    private ChannelRoute route() {
        return channel.route().route();
    }

    private Loop loop() {
        return pending.loop();
    }

    private <R> void completed(Future<? extends R> future, Consumer<R> settle) {
        if (future.succeeded()) {
            settle(settle, future.result());
        } else {
            channel.crash(future.cause());
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever the application throws ends here
    private <R> Mailbox.Task settled(Callable<R> callback, Consumer<R> settle) {
        R result;
        try {
            result = callback.call();
        } catch (Throwable e) {
            return () -> channel.crash(e);
        }
        return () -> {
            Future<Void> subscribed = channel.socket().established(); // on all nodes
            if (subscribed.isComplete()) {
                settle(settle, result);
            } else {
                await(subscribed, ignored -> settle.accept(result));
            }
        };
    }

    /** A failure caused by a result, such as a null inside of it, is the fault of the callback that gave it. */
    private <R> void settle(Consumer<R> settle, R result) {
        try {
            settle.accept(result);
        } catch (Throwable e) {
            channel.crash(e);
        }
    }
}

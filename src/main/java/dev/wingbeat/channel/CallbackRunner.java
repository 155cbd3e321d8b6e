package dev.wingbeat.channel;

import dev.wingbeat.pubsub.Loop;
import io.vertx.core.Future;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the application's callbacks of one channel where its route says, and brings what came of them back to the loop.
 * Confined to the loop; to be called from inside a task of the channel's {@link Mailbox}.
 */
final class CallbackRunner {

    private final Mailbox mailbox;
    private final Loop loop;
    private final Execution execution;
    private final Consumer<Throwable> crash;
    private @Nullable Thread virtualThread;

    /** Makes the runner; {@code crash} takes what a callback throws and what a future fails with. */
    CallbackRunner(Mailbox mailbox, Loop loop, Execution execution, Consumer<Throwable> crash) {
        this.mailbox = mailbox;
        this.loop = loop;
        this.execution = execution;
        this.crash = crash;
    }

    /** Calls a callback and settles its result, now or once its virtual thread is done. */
    <R> void call(Callable<R> callback, Consumer<R> settle) {
        switch (execution) {
            case EVENT_LOOP -> settled(callback, settle).run();
            case VIRTUAL_THREADS -> {
                mailbox.suspend();
                virtualThread = Thread.ofVirtual().name("wingbeat-channel").start(() -> {
                    Mailbox.Task rest = settled(callback, settle);
                    loop.execute(() -> {
                        virtualThread = null;
                        mailbox.resume(rest);
                    });
                });
            }
        }
    }

    /** Settles the result of a future, now or once it completes. */
    <R> void await(Future<? extends R> future, Consumer<R> settle) {
        if (future.isComplete()) {
            completed(future, settle);
            return;
        }
        mailbox.suspend();
        future.onComplete(ignored -> loop.execute(() -> mailbox.resume(() -> completed(future, settle))));
    }

    /** Interrupts a callback that runs on a virtual thread. */
    void interrupt() {
        if (virtualThread != null) {
            virtualThread.interrupt();
        }
    }

    private <R> void completed(Future<? extends R> future, Consumer<R> settle) {
        if (future.succeeded()) {
            settle(settle, future.result());
        } else {
            crash.accept(future.cause());
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever the application throws ends here
    private <R> Mailbox.Task settled(Callable<R> callback, Consumer<R> settle) {
        R result;
        try {
            result = callback.call();
        } catch (Throwable e) {
            return () -> crash.accept(e);
        }
        return () -> settle(settle, result);
    }

    /** What a result makes fail, such as a null inside of it, is the fault of the callback that gave it. */
    private <R> void settle(Consumer<R> settle, R result) {
        try {
            settle.accept(result);
        } catch (RuntimeException e) {
            crash.accept(e);
        }
    }
}

package dev.wingbeat.client;

import static java.lang.System.Logger.Level.ERROR;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Calls the application for a client: runs its handlers one after the other, and completes its futures on threads that may
 * block.
 */
final class ClientCallbacks {

    private static final System.Logger LOGGER = System.getLogger(ClientCallbacks.class.getName());

    private final ClientLoop loop;
    private final URI server;

    ClientCallbacks(Executor executor, URI server) {
        this.server = server;
        this.loop = new ClientLoop(executor);
    }

    /** Returns what the handlers are confined to. */
    ClientLoop loop() {
        return loop;
    }

    /** Runs a handler of the application; what it throws is logged. */
    void run(Runnable handler) {
        loop.execute(() -> {
            try {
                handler.run();
            } catch (Throwable e) { // such as a failed assertion
                LOGGER.log(ERROR, "a handler of the client of " + server + " failed", e);
            }
        });
    }

    /** Completes a future on a thread of its own. */
    static <T extends @Nullable Object> void complete(CompletableFuture<T> future, T result) {
        if (!future.isDone()) {
            Thread.startVirtualThread(() -> future.complete(result));
        }
    }

    /** Fails a future, likewise. */
    static void fail(CompletableFuture<?> future, ClientException cause) {
        if (!future.isDone()) {
            Thread.startVirtualThread(() -> future.completeExceptionally(cause));
        }
    }
}

package dev.wingbeat.management;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs a verticle on an event loop that it shares with nobody, as long as this one is deployed. Vert.x hands out the loops of
 * its pool in turn, so the loop has a small Vert.x around it.
 *
 * <p>Internal seam.
 */
public final class OwnLoop extends VerticleBase {

    private static final VertxOptions OPTIONS = new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setFileSystemOptions(
                    new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));

    private final VerticleBase verticle;
    private @Nullable Vertx own;

    /** Wraps a verticle. */
    public OwnLoop(VerticleBase verticle) {
        this.verticle = verticle;
    }

    /** Vert.x warns of whoever makes one on a context of another, so this is done on a thread without. */
    @Override
    public Future<?> start() {
        var made = CompletableFuture.supplyAsync(() -> Vertx.vertx(OPTIONS), Thread::startVirtualThread);
        return Future.fromCompletionStage(made, context).compose(vertx -> {
            own = vertx;
            // closed from here: what completes on a loop that has ended is not told to anybody
            return here(vertx.deployVerticle(verticle))
                    .recover(cause -> here(vertx.close()).transform(closed -> Future.failedFuture(cause)));
        });
    }

    @Override
    public Future<?> stop() {
        return own == null ? Future.succeededFuture() : here(own.close());
    }

    /** Returns a future that completes on this verticle's own context. */
    private <T> Future<T> here(Future<T> elsewhere) {
        return Future.fromCompletionStage(elsewhere.toCompletionStage(), context);
    }
}

package dev.wingbeat.pubsub;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.support.Patience;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A node without a server: real event loops, each with its {@link Loop}. Collects what its contexts have to report. */
public final class TestLoops implements AutoCloseable {

    private final Vertx vertx;
    private final NodePubSub pubSub;
    private final List<Loop> loops = new ArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    /** Starts this many event loops. */
    public TestLoops(int count) {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(count));
        vertx.exceptionHandler(failures::add);
        pubSub = new NodePubSub(vertx, "node-1");
        for (int i = 0; i < count; i++) {
            var verticle = new LoopVerticle();
            await(vertx.deployVerticle(verticle));
            loops.add(verticle.loop);
        }
    }

    private final class LoopVerticle extends VerticleBase {
        private Loop loop;

        @Override
        public Future<?> start() {
            loop = pubSub.newLoop(context, task -> context.runOnContext(later -> task.run()));
            return Future.succeededFuture();
        }
    }

    /** Makes a delivery without encoded forms. */
    public static Delivery delivery(Broadcast broadcast) {
        return new Delivery(broadcast, 0, null);
    }

    /** Returns the Vert.x that the loops belong to. */
    public Vertx vertx() {
        return vertx;
    }

    /** Returns the PubSub of the node. */
    public NodePubSub pubSub() {
        return pubSub;
    }

    /** Returns one of the loops. */
    public Loop loop(int index) {
        return loops.get(index);
    }

    /** Returns what no handler has caught. */
    public List<Throwable> failures() {
        return failures;
    }

    /** Runs a task on a loop, as any event of its connections does, and waits for its result. */
    public static <T> T call(Loop loop, Callable<T> task) {
        return call(loop.context(), task);
    }

    /** Runs a task on a context and waits for its result. */
    public static <T> T call(Context context, Callable<T> task) {
        Promise<T> result = Promise.promise();
        context.runOnContext(ignored -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.fail(e);
            }
        });
        return await(result.future());
    }

    /** Runs a task on a loop and waits until it is done. */
    public static void run(Loop loop, Runnable task) {
        var unused = call(loop, () -> {
            task.run();
            return true;
        });
    }

    /** Waits until a loop has done what it was given before now. */
    public static void settle(Loop loop) {
        Promise<Void> done = Promise.promise();
        loop.execute(done::complete);
        await(done.future());
    }

    /** Runs a task on another thread while this one stands still. */
    public static void elsewhere(Runnable task) {
        try {
            if (!Thread.ofPlatform().start(task).join(Patience.LIMIT)) {
                throw new AssertionError("not done in " + Patience.LIMIT);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for a future. */
    public static <T> T await(Future<T> future) {
        try {
            return future.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}

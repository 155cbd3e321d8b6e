package dev.wingbeat.testkit;

import dev.wingbeat.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One running node of a {@link TestHub}. */
final class HubNode {

    /**
     * The served application, and its hooks.
     *
     * @param started once it serves
     * @param draining before it stops
     * @param stopped when it has stopped
     */
    record Served(
            Endpoint endpoint, Supplier<Future<?>> started, Supplier<Future<?>> draining, Supplier<Future<?>> stopped) {

        static Served alone(Endpoint endpoint) {
            return new Served(endpoint, Future::succeededFuture, Future::succeededFuture, Future::succeededFuture);
        }
    }

    private final Served served;
    private final Vertx vertx;
    private final @Nullable MemberCluster cluster;

    private HubNode(Served served, Vertx vertx, @Nullable MemberCluster cluster) {
        this.served = served;
        this.vertx = vertx;
        this.cluster = cluster;
    }

    /** Starts a node, as a member of a cluster if there is one. */
    static Future<HubNode> start(Served served, Failures failures, @Nullable MemberTable table) {
        served.endpoint().underTest(failures);
        var options = new VertxOptions().setEventLoopPoolSize(2);
        Future<HubNode> node = table == null
                ? Future.succeededFuture(new HubNode(served, Vertx.vertx(options), null))
                : MemberCluster.join(table, options).map(cluster -> new HubNode(served, cluster.vertx(), cluster));
        return node.compose(made -> made.start(failures));
    }

    private Future<HubNode> start(Failures failures) {
        vertx.exceptionHandler(cause -> failures.add("a task of Vert.x", null, cause));
        Future<Endpoint> starting = cluster == null
                ? served.endpoint().start(vertx)
                : served.endpoint().start(cluster);
        return starting.compose(endpoint -> served.started().get())
                .map(started -> this)
                .recover(cause -> vertx.close().transform(closed -> Future.failedFuture(cause)));
    }

    Endpoint endpoint() {
        return served.endpoint();
    }

    /** Stops it in order, as a signal does. */
    Future<?> stop() {
        return served.draining()
                .get()
                .eventually(served.endpoint()::stop)
                .eventually(served.stopped()::get)
                .eventually(vertx::close);
    }

    /** Removes it from the cluster: it reaches no other node any more. */
    Future<?> leave(MemberTable table) {
        return cluster == null ? Future.succeededFuture() : table.leave(cluster.nodeName());
    }

    /** Ends what is left of it, whatever it is at. */
    Future<?> close() {
        vertx.exceptionHandler(torn -> {}); // loops end one after the other: what one has for another is refused
        return vertx.close();
    }

    /** Returns its name in the cluster, null without one. */
    @Nullable
    String name() {
        return cluster == null ? null : cluster.nodeName();
    }
}

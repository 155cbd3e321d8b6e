package dev.wingbeat.testkit;

import dev.wingbeat.cluster.Cluster;
import dev.wingbeat.cluster.Registration;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** A member of a {@link MemberTable}: real Vert.x, whose event bus reaches the other members over TCP. */
record MemberCluster(Vertx vertx, MemberSeat seat) implements Cluster {

    /** Joins. */
    static Future<MemberCluster> join(MemberTable table, VertxOptions options) {
        var seat = new MemberSeat(table);
        return Vertx.builder()
                .with(options.setEventBusOptions(
                        new EventBusOptions().setHost("127.0.0.1").setPort(0)))
                .withClusterManager(seat)
                .buildClustered()
                .map(vertx -> new MemberCluster(vertx, seat));
    }

    @Override
    public String nodeName() {
        return seat.getNodeId();
    }

    @Override
    public Set<String> nodes() {
        return Set.copyOf(seat.getNodes());
    }

    @Override
    public Registration onNodeJoined(Handler<String> handler) {
        Context context = vertx.getOrCreateContext();
        return registration(wanted -> seat.onNodeJoined(node -> run(context, wanted, () -> handler.handle(node))));
    }

    @Override
    public Registration onNodeLeft(Handler<String> handler) {
        Context context = vertx.getOrCreateContext();
        return registration(wanted -> seat.onNodeLeft(node -> run(context, wanted, () -> handler.handle(node))));
    }

    @Override
    public Registration onMerged(Runnable handler) {
        Context context = vertx.getOrCreateContext();
        return registration(wanted -> seat.onMerged(() -> run(context, wanted, handler)));
    }

    private static Registration registration(Function<AtomicBoolean, Runnable> register) {
        var wanted = new AtomicBoolean(true);
        Runnable removal = register.apply(wanted);
        return () -> {
            wanted.set(false);
            removal.run();
        };
    }

    private static void run(Context context, AtomicBoolean wanted, Runnable handler) {
        context.runOnContext(ignored -> {
            if (wanted.get()) {
                handler.run();
            }
        });
    }
}

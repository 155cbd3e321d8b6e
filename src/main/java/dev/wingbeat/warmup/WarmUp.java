package dev.wingbeat.warmup;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.presence.Presence;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Plays clients against a hub of its own in this JVM: they connect over loopback, join, push, broadcast, leave and close, as fast as they
 * can. A JVM interprets what it has not run yet, and compiles it beside: the first seconds of a node cost several times the processor
 * time of later ones, just when the clients of a node that is gone come to it. Internal seam.
 *
 * <p>The hub is another one than that of the application: its sockets, limits and metrics see nothing of this, and nor does the cluster.
 */
public final class WarmUp {

    private static final System.Logger LOGGER = System.getLogger(WarmUp.class.getName());

    /** Enough to keep a loop busy, and to be members of one another's topics. */
    private static final int CLIENTS = 4;

    private static final String HOST = "127.0.0.1";

    private final Duration time;
    private final AtomicInteger cycles = new AtomicInteger();

    private WarmUp(Duration time) {
        this.time = time;
    }

    /**
     * Plays for a time, on all processors. Completes on any thread, when what was made for it is gone; never fails: a node that could not
     * be warmed up serves all the same, and its log says why.
     *
     * @param like the options of the node's own Vert.x, whose transport is to be warm
     */
    public static Future<Void> play(Duration time, VertxOptions like) {
        if (!time.isPositive()) {
            return Future.succeededFuture();
        }
        Vertx vertx = Vertx.vertx(new VertxOptions(like).setEventLoopPoolSize(1));
        var warmUp = new WarmUp(time);
        Endpoint hub = warmUp.hub();
        return hub.start(vertx, "warm-up")
                .compose(started -> warmUp.clients(started.port()))
                .eventually(hub::stop)
                .eventually(vertx::close)
                .onSuccess(done -> LOGGER.log(INFO, "warmed up by " + warmUp.cycles + " clients"))
                .otherwise(cause -> {
                    LOGGER.log(WARNING, "not warmed up", cause);
                    return null;
                });
    }

    private Endpoint hub() {
        Presence presence = Presence.create("warm-up");
        return Endpoint.builder()
                .options(options -> options.host(HOST).port(0).eventLoops(1).limits(LimitOptions::off))
                .presence(presence)
                .socket(
                        WarmUpClient.PATH,
                        UserSocket.acceptingAll(),
                        socket -> socket.channel(WarmUpClient.TOPIC + "*", () -> new WarmUpChannel(presence)))
                .build();
    }

    private Future<Void> clients(int port) {
        long deadline = System.nanoTime() + time.toNanos();
        List<Future<Void>> ends = IntStream.range(0, CLIENTS)
                .mapToObj(number -> client(port, number, deadline))
                .toList();
        return Future.join(ends).mapEmpty();
    }

    private Future<Void> client(int port, int number, long deadline) {
        Promise<Void> end = Promise.promise();
        Thread.ofPlatform().daemon().name("warm-up-" + number).start(() -> {
            try {
                for (int i = 0; System.nanoTime() - deadline < 0; i++) {
                    WarmUpClient.play(HOST, port, number, i);
                    cycles.incrementAndGet();
                }
                end.complete();
            } catch (Exception e) { // whatever it is, the node serves
                end.fail(e);
            }
        });
        return end.future();
    }
}

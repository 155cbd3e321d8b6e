package dev.wingbeat.mount;

import static java.lang.System.Logger.Level.INFO;

import dev.wingbeat.connection.Connections;
import dev.wingbeat.connection.Connections.Connection;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.connection.DrainerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Closes the connections of a mount on one loop in batches, those with channels first, so that the clients do not all come
 * back at the same moment. Follows {@code Phoenix.Socket.PoolDrainer}.
 */
final class Drainer {

    private static final System.Logger LOGGER = System.getLogger(Drainer.class.getName());

    private final Connections<?> connections;
    private final DrainerOptions options;
    private final Vertx vertx;
    private final Queue<Connection> remaining;
    private final int total;

    Drainer(Connections<?> connections, DrainerOptions options, Vertx vertx) {
        this.connections = connections;
        this.options = options;
        this.vertx = vertx;
        this.remaining = new ArrayDeque<>(connections.all().stream()
                .sorted(Comparator.<Connection>comparingInt(Connection::channels)
                        .reversed())
                .toList());
        this.total = remaining.size();
    }

    /** Completes when all connections are closed, or after the configured time. */
    Future<Void> drain() {
        if (total > 0) {
            batch();
        }
        return connections
                .drained()
                .timeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    private void batch() {
        int channels = 0;
        while (channels < options.batchSize() && !remaining.isEmpty()) {
            Connection connection = remaining.remove();
            channels += Math.max(1, connection.channels());
            connection.close(DisconnectReason.DRAINING);
        }
        LOGGER.log(INFO, () -> "draining: " + (total - remaining.size()) + " of " + total + " connections");
        if (!remaining.isEmpty()) {
            vertx.setTimer(options.batchInterval().toMillis(), ignored -> batch());
        }
    }
}

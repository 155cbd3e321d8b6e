package dev.wingbeat.mount;

import static java.lang.System.Logger.Level.INFO;

import dev.wingbeat.connection.Connections;
import dev.wingbeat.connection.Connections.Connection;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.connection.DrainerConfig;
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
    private final DrainerConfig config;
    private final Vertx vertx;
    private final Queue<Connection> remaining;
    private final int total;

    Drainer(Connections<?> connections, DrainerConfig config, Vertx vertx) {
        this.connections = connections;
        this.config = config;
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
                .timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    private void batch() {
        int channels = 0;
        while (channels < config.batchSize() && !remaining.isEmpty()) {
            Connection connection = remaining.remove();
            channels += Math.max(1, connection.channels());
            connection.close(DisconnectReason.DRAINING);
        }
        LOGGER.log(INFO, () -> "draining: " + (total - remaining.size()) + " of " + total + " connections");
        if (!remaining.isEmpty()) {
            vertx.setTimer(config.batchInterval().toMillis(), ignored -> batch());
        }
    }
}

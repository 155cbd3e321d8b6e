package dev.wingbeat.mount;

import static java.lang.System.Logger.Level.INFO;

import dev.wingbeat.connection.Connections;
import dev.wingbeat.connection.Connections.Connection;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.connection.DrainerOptions;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Closes the connections of a mount on one loop in batches, those with channels first, so that the clients do not all come
 * back at the same moment. Follows {@code Phoenix.Socket.PoolDrainer}.
 */
final class Drainer {

    private static final System.Logger LOGGER = System.getLogger(Drainer.class.getName());

    private final Connections<?> connections;
    private final DrainerOptions options;
    private final MountContext context;

    /** The connections by how many channels they had, most first. */
    private final NavigableMap<Integer, Queue<Connection>> remaining = new TreeMap<>(Comparator.reverseOrder());

    private int total;
    private int closed;

    Drainer(Connections<?> connections, DrainerOptions options, MountContext context) {
        this.connections = connections;
        this.options = options;
        this.context = context;
    }

    /**
     * Completes when all connections are closed, or after the configured time. A client that is accepted meanwhile, since it had
     * asked before, is closed at once.
     */
    Future<Void> drain() {
        connections.onAdd(late -> context.loop().executeNextTurn(() -> late.close(DisconnectReason.DRAINING)));
        connections.visit(this::add, context.loop()::executeNextTurn, () -> batch(options.batchSize()));
        return connections
                .drained()
                .timeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    private void add(Connection connection) {
        remaining
                .computeIfAbsent(connection.channels(), first -> new ArrayDeque<>())
                .add(connection);
        total++;
    }

    /** Closes connections of so many channels, in as many turns of the loop as that takes, and later those of the next batch. */
    private void batch(int channels) {
        int left = channels;
        for (int i = 0; i < Connections.SLICE && left > 0 && closed < total; i++) {
            Connection connection = next();
            left -= Math.max(1, connection.channels());
            connection.close(DisconnectReason.DRAINING);
        }
        int rest = left;
        if (left > 0 && closed < total) {
            context.loop().executeNextTurn(() -> batch(rest));
        } else if (total > 0) {
            LOGGER.log(INFO, () -> "draining: " + closed + " of " + total + " connections");
            if (closed < total) {
                context.vertx().setTimer(options.batchInterval().toMillis(), ignored -> batch(options.batchSize()));
            }
        }
    }

    private Connection next() {
        Iterator<Queue<Connection>> queues = remaining.values().iterator();
        Queue<Connection> most = queues.next();
        Connection connection = most.remove();
        if (most.isEmpty()) {
            queues.remove();
        }
        closed++;
        return connection;
    }
}

package dev.wingbeat;

import static java.lang.System.Logger.Level.ERROR;

import dev.wingbeat.connection.Connections;
import dev.wingbeat.connection.Connections.Connection;
import dev.wingbeat.connection.Connections.Opened;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.limit.AddressBlocks;
import dev.wingbeat.mount.Mount;
import dev.wingbeat.protocol.RateLimitedLog;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Closes the connections of one loop whose addresses have been blocked since they came in, so that clients stay away. Confined to the
 * loop.
 */
final class BlockedClients {

    private static final RateLimitedLog FAILED =
            new RateLimitedLog(System.getLogger(BlockedClients.class.getName()), ERROR);

    private final AddressBlocks blocks;
    private final List<? extends Connections<?>> mounts;
    private final Executor nextTurn;
    private long seen;

    /** The mounts that have yet to be gone through to the end: however often somebody is blocked, it is done once at a time. */
    private int visiting;

    /**
     * Makes one that has seen nothing yet.
     *
     * @param mounts the connections of each mount
     * @param nextTurn runs a task on the loop when its sockets have had their turn
     */
    BlockedClients(AddressBlocks blocks, List<? extends Connections<?>> mounts, Executor nextTurn) {
        this.blocks = blocks;
        this.mounts = mounts;
        this.nextTurn = nextTurn;
    }

    /** Makes those of the mounts of a loop. */
    static BlockedClients of(List<Mount> mounts, AddressBlocks blocks, Executor nextTurn) {
        return new BlockedClients(
                blocks, mounts.stream().map(Mount::connections).toList(), nextTurn);
    }

    /** Begins to close them if more have been blocked, which may take several turns; to be called several times a second. */
    void tick() {
        long version = blocks.version();
        if (version != seen && visiting == 0) {
            seen = version;
            visiting = mounts.size();
            mounts.forEach(open -> open.visit(connection -> check(open, connection), nextTurn, () -> visiting--));
        }
    }

    private void check(Connections<?> open, Connection connection) {
        Opened opened = open.opened(connection);
        InetAddress address = opened == null ? null : opened.address();
        if (address != null && blocks.isBlocked(address)) {
            close(connection);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close(DisconnectReason.REMOVED);
        } catch (RuntimeException e) { // the others have to be closed all the same
            FAILED.log(() -> "a connection whose address has been blocked could not be closed", e);
        }
    }
}

package dev.wingbeat;

import dev.wingbeat.connection.Connections.Connection;
import dev.wingbeat.connection.Connections.Opened;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.limit.AddressBlocks;
import dev.wingbeat.mount.Mount;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Closes the connections of one loop whose addresses have been blocked since they came in, so that clients stay away. Confined to the
 * loop.
 */
final class BlockedClients {

    private final AddressBlocks blocks;
    private final List<Mount> mounts;
    private final Executor nextTurn;
    private long seen;

    /** Makes one that has seen nothing yet; {@code nextTurn} runs a task on the loop when its sockets have had their turn. */
    BlockedClients(AddressBlocks blocks, List<Mount> mounts, Executor nextTurn) {
        this.blocks = blocks;
        this.mounts = mounts;
        this.nextTurn = nextTurn;
    }

    /** Begins to close them if more have been blocked, which may take several turns; to be called several times a second. */
    void tick() {
        long version = blocks.version();
        if (version != seen) {
            seen = version;
            mounts.forEach(
                    mount -> mount.connections().visit(connection -> check(mount, connection), nextTurn, () -> {}));
        }
    }

    private void check(Mount mount, Connection connection) {
        Opened opened = mount.connections().opened(connection);
        InetAddress address = opened == null ? null : opened.address();
        if (address != null && blocks.isBlocked(address)) {
            connection.close(DisconnectReason.REMOVED);
        }
    }
}

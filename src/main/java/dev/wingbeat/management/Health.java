package dev.wingbeat.management;

import org.jspecify.annotations.Nullable;

/**
 * Answers whether a node lives, has started, and is ready for clients. Each answer is null when all is well, else what is
 * wrong.
 *
 * <p>A node is alive as long as its event loops turn, however slowly and whatever becomes of other nodes: restarting it would not heal
 * them. One that the cluster has lost without telling it is not: only a restart heals that. A node is ready while it listens, its loops turn without much delay, it is reached by every hub that lives on every
 * lane, and it does not drain.
 *
 * <p>Internal seam.
 */
public interface Health {

    /** Returns which event loop seems to be blocked for good, or that the cluster has lost the node. */
    @Nullable
    String notAlive();

    /** Returns the steps that the start still waits for. */
    @Nullable
    String notStarted();

    /** Returns why clients should go elsewhere. */
    @Nullable
    String notReady();
}

package dev.wingbeat.channel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The channels whose place a channel has taken, to be closed towards the client behind the reply to its join, oldest first.
 * Handed on from channel to channel while joins supersede each other. Confined to the loop.
 */
final class PredecessorCloses {

    /** The most that are remembered of those whose join was never answered: a client may send joins faster than they end. */
    private static final int MAX_UNANSWERED = 100;

    private List<JoinRefs> predecessors = List.of();

    void add(JoinRefs predecessor, boolean answered) {
        if (predecessors.isEmpty()) {
            predecessors = new ArrayList<>(1);
        }
        if (answered || predecessors.size() < MAX_UNANSWERED) {
            predecessors.add(predecessor);
        }
    }

    /** Closes those that there are, if any. */
    static void send(@Nullable PredecessorCloses closes, SocketServer server) {
        if (closes != null) {
            closes.predecessors.forEach(predecessor -> server.send(predecessor.close()));
            closes.predecessors = List.of();
        }
    }
}

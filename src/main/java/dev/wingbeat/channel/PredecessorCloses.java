package dev.wingbeat.channel;

import java.util.ArrayList;
import java.util.List;

/**
 * The channels whose place a channel has taken, to be closed towards the client behind the reply to its join, oldest first.
 * Handed on from channel to channel while joins supersede each other. Confined to the loop.
 */
final class PredecessorCloses {

    /** How many are remembered of those whose join was never answered: a client may send joins faster than they end. */
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

    void sendBy(SocketServer server) {
        predecessors.forEach(predecessor -> server.send(predecessor.close()));
        predecessors = List.of();
    }
}

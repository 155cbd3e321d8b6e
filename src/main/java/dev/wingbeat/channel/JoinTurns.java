package dev.wingbeat.channel;

import dev.wingbeat.pubsub.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Keeps the answers to the joins of one connection in order. Confined to its loop. */
final class JoinTurns {

    private final Loop loop;
    private Future<Void> turn = Future.succeededFuture();
    private int waiting;

    JoinTurns(Loop loop) {
        this.loop = loop;
    }

    /**
     * Completes, on the loop, when a join may be answered: when a future has completed, and what earlier joins of this connection
     * wait for. The answer to a join that other nodes have to note first is not overtaken by those to later joins.
     */
    Future<Void> next(Future<Void> established) {
        if (waiting == 0 && established.isComplete()) {
            return established;
        }
        waiting++;
        Promise<Void> next = Promise.promise();
        Future.all(turn, established)
                .onComplete(both -> loop.execute(() -> {
                    next.complete();
                    loop.execute(() -> waiting--); // behind the answer
                }));
        turn = next.future();
        return turn;
    }
}

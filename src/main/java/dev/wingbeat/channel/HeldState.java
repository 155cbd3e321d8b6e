package dev.wingbeat.channel;

import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.pubsub.Delivery;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * A presence state on its way to one client. Until it is pushed, diffs are dropped: it will contain them. Once it is, they
 * stand in line behind its parts, of which no more are handed to the connection than it can take without being called slow.
 * Confined to the loop.
 */
final class HeldState {

    /** How many bytes may wait at the connection while parts are left. */
    private static final int WINDOW = 256 * 1024;

    private static final long RETRY_MILLIS = 10;

    private final SocketServer server;
    private final Consumer<Delivery> forward;
    private final Queue<Runnable> line = new ArrayDeque<>();
    private int awaited;
    private boolean dropped;

    HeldState(SocketServer server, Consumer<Delivery> forward) {
        this.server = server;
        this.forward = forward;
    }

    /** Begins to wait for a state. */
    void await() {
        awaited++;
    }

    /** Sends a state that was awaited. */
    void push(List<Frame> frames) {
        awaited--;
        boolean idle = line.isEmpty();
        frames.forEach(frame -> line.add(() -> server.link().send(frame)));
        if (idle) {
            drain();
        }
    }

    /** Says whether a broadcast is kept back, and takes it over if so. */
    boolean holds(Delivery delivery) {
        if (!delivery.broadcast().event().equals(Events.PRESENCE_DIFF)) {
            return false;
        }
        if (awaited == 0) {
            line.add(() -> forward.accept(delivery));
        }
        return true;
    }

    /** Says whether nothing is awaited, and nothing waits. */
    boolean isOver() {
        return awaited == 0 && line.isEmpty();
    }

    /** Forgets what waits: the channel has ended. */
    void drop() {
        dropped = true;
        line.clear();
    }

    private void drain() {
        while (server.link().pending() < WINDOW) {
            Runnable next = line.poll();
            if (next == null) {
                return;
            }
            next.run();
        }
        if (!line.isEmpty() && !dropped) {
            server.context()
                    .vertx()
                    .setTimer(RETRY_MILLIS, timer -> server.context().loop().run(this::drain));
        }
    }
}

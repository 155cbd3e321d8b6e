package dev.wingbeat.channel;

import dev.wingbeat.limit.Backlog;
import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.WingbeatException;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a channel's callbacks one at a time, in order. Confined to the connection's loop.
 *
 * <p>A task whose callback goes on elsewhere (a virtual thread, a pending future) suspends the mailbox; tasks that come
 * meanwhile wait. They run in a loop, not from inside each other, so that a thousand waiting tasks need no deeper stack than
 * one.
 */
final class Mailbox {

    /** Something to run when its turn comes; must not throw. */
    interface Task {

        void run();

        /** Returns about how many bytes it holds while it waits; always the same. */
        default int weight() {
            return 0;
        }
    }

    /** An event or leave of the client, {@code length} bytes long, waiting for its turn. */
    record ClientTask(ChannelServer channel, Message message, int length) implements Task {

        private static final int OVERHEAD = 256;

        @Override
        public void run() {
            channel.handleNow(message);
        }

        @Override
        public int weight() {
            return OVERHEAD + length; // the whole frame: the payload is a range of it
        }
    }

    /** Signals that more waits for a channel, or for its client, than may: one is faster than the other. */
    static final class FullException extends WingbeatException {

        private static final long serialVersionUID = 1L;

        private FullException(String message) {
            super(message);
        }

        /** Too much waits for callbacks. */
        static FullException mailbox() {
            return new FullException("mailbox is full: more than " + MAX_WAITING + " messages wait, or "
                    + Backlog.MAX_BYTES + " bytes on this connection");
        }

        /** Too much is held back from the client while a state is on its way. */
        static FullException gate() {
            return new FullException("too much is held behind a state: more than " + MAX_WAITING + " broadcasts, or "
                    + Backlog.MAX_BYTES + " bytes on this connection");
        }
    }

    /** The most tasks that may wait. */
    static final int MAX_WAITING = 10_000;

    private final Backlog backlog;
    private @Nullable ArrayDeque<Task> waiting;
    private boolean running;
    private boolean suspended;

    /** Makes a mailbox whose waiting tasks count for the backlog of its connection. */
    Mailbox(Backlog backlog) {
        this.backlog = backlog;
    }

    /** Runs a task, now or when its turn comes; false when too many wait already. */
    boolean offer(Task task) {
        if (running || suspended) {
            return enqueue(task);
        }
        run(task);
        drain();
        return true;
    }

    /** Returns how many tasks wait. */
    int size() {
        return waiting == null ? 0 : waiting.size();
    }

    /** Keeps later tasks waiting until {@link #resume}. To be called from inside a task. */
    void suspend() {
        suspended = true;
    }

    /** Runs the rest of the task that suspended, then the tasks that waited. */
    void resume(Task rest) {
        suspended = false;
        run(rest);
        drain();
    }

    /** Forgets the waiting tasks and returns them. */
    List<Task> clear() {
        if (waiting == null) {
            return List.of();
        }
        List<Task> tasks = List.copyOf(waiting);
        waiting = null;
        backlog.waits(-tasks.size());
        tasks.forEach(task -> backlog.remove(task.weight()));
        return tasks;
    }

    /** Leads what a client has sent, and has waited, to where it belongs now. */
    static void redirect(List<Task> tasks, SocketServer server) {
        for (Task task : tasks) {
            if (task instanceof ClientTask client) {
                server.dispatch(client.message, client.length);
            }
        }
    }

    private boolean enqueue(Task task) {
        if (waiting == null) {
            waiting = new ArrayDeque<>(4);
        }
        if (waiting.size() >= MAX_WAITING || !backlog.add(task.weight())) {
            return false;
        }
        waiting.add(task);
        backlog.waits(1);
        return true;
    }

    private void run(Task task) {
        running = true;
        try {
            task.run();
        } finally {
            running = false;
        }
    }

    private void drain() {
        while (!suspended && waiting != null) {
            Task task = waiting.poll();
            if (task == null) {
                waiting = null;
                return;
            }
            backlog.remove(task.weight());
            backlog.waits(-1);
            run(task);
        }
    }
}

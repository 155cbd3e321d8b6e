package dev.wingbeat.admin;

import dev.wingbeat.connection.ConnectionView;
import dev.wingbeat.connection.Connections;
import dev.wingbeat.connection.Connections.Connection;
import dev.wingbeat.connection.Connections.Opened;
import dev.wingbeat.mount.Mount;
import dev.wingbeat.pubsub.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One event loop and what is mounted on it. What is asked of it takes as many turns as it needs, between which its sockets have
 * theirs. May be used from any thread.
 */
record ServedLoop(Loop loop, List<Mount> mounts) {

    /** The connections, or topics, that are looked at in one turn. */
    static final int SLICE = Connections.SLICE;

    /** A connection that is looked at. */
    record Found(Mount mount, Connection connection, Opened opened, ConnectionView view) {}

    /**
     * Shows the open connections to a visitor, on the loop, and completes with what is then made of them there. Those that come or go
     * meanwhile may be missed.
     */
    <T> Future<T> visit(Consumer<Found> visitor, Supplier<T> result) {
        Promise<T> done = Promise.promise();
        visit(0, visitor, () -> done.tryComplete(result.get()), done);
        return done.future();
    }

    private void visit(int mount, Consumer<Found> visitor, Runnable end, Promise<?> done) {
        next(done, () -> {
            if (mount == mounts.size()) {
                end.run();
            } else {
                Mount next = mounts.get(mount);
                next.connections()
                        .visit(
                                connection -> show(next, connection, visitor, done),
                                loop::executeNextTurn,
                                () -> visit(mount + 1, visitor, end, done));
            }
        });
    }

    private static void show(Mount mount, Connection connection, Consumer<Found> visitor, Promise<?> done) {
        Opened opened = mount.connections().opened(connection);
        if (opened != null) {
            try {
                visitor.accept(new Found(mount, connection, opened, connection.view()));
            } catch (RuntimeException e) {
                done.tryFail(e);
            }
        }
    }

    /** Completes with what is made of the connection of a number, on the loop; with nothing when none is open. */
    <T> Future<Optional<T>> find(long number, Function<Found, @Nullable T> result) {
        return loop.ask(() -> {
            for (Mount mount : mounts) {
                Connection connection = mount.connections().find(number);
                Opened opened = connection == null ? null : mount.connections().opened(connection);
                if (connection != null && opened != null) {
                    return Optional.ofNullable(result.apply(new Found(mount, connection, opened, connection.view())));
                }
            }
            return Optional.empty();
        });
    }

    /** Returns how many members each of some topics has on this loop. */
    Future<int[]> members(List<String> topics) {
        Promise<int[]> done = Promise.promise();
        next(done, () -> members(topics, 0, new int[topics.size()], done));
        return done.future();
    }

    private void members(List<String> topics, int from, int[] counts, Promise<int[]> done) {
        int to = Math.min(from + SLICE, topics.size());
        System.arraycopy(loop.members(topics.subList(from, to)), 0, counts, from, to - from);
        if (to == topics.size()) {
            done.complete(counts);
        } else {
            next(done, () -> members(topics, to, counts, done));
        }
    }

    /** Runs the next part in the next turn; what it throws is what became of all. */
    private void next(Promise<?> done, Runnable part) {
        loop.executeNextTurn(() -> {
            try {
                part.run();
            } catch (RuntimeException e) {
                done.tryFail(e);
            }
        });
    }
}

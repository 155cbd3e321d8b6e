package dev.wingbeat.admin;

import dev.wingbeat.connection.ConnectionView;
import dev.wingbeat.connection.Connections.Connection;
import dev.wingbeat.connection.Connections.Opened;
import dev.wingbeat.mount.Mount;
import dev.wingbeat.pubsub.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One event loop and what is mounted on it. May be used from any thread. */
record ServedLoop(Loop loop, List<Mount> mounts) {

    /** How many connections are looked at in one go, before the loop has its turn again. */
    private static final int SLICE = 1_024;

    /** A connection that is looked at. */
    record Found(Mount mount, Connection connection, Opened opened, ConnectionView view) {}

    private record Place(Mount mount, Connection connection) {}

    /** Shows all open connections to a visitor, on the loop; those that come or go meanwhile may be missed. */
    Future<Void> visit(Consumer<Found> visitor) {
        Promise<Void> done = Promise.promise();
        loop.execute(() -> {
            var all = new ArrayList<Place>();
            mounts.forEach(
                    mount -> mount.connections().all().forEach(connection -> all.add(new Place(mount, connection))));
            visit(all, 0, visitor, done);
        });
        return done.future();
    }

    private void visit(List<Place> all, int from, Consumer<Found> visitor, Promise<Void> done) {
        int to = Math.min(from + SLICE, all.size());
        try {
            all.subList(from, to).forEach(place -> visit(place, visitor));
        } catch (RuntimeException e) {
            done.fail(e);
            return;
        }
        if (to == all.size()) {
            done.complete();
        } else {
            loop.execute(() -> visit(all, to, visitor, done));
        }
    }

    private static void visit(Place place, Consumer<Found> visitor) {
        Opened opened = place.mount.connections().opened(place.connection);
        if (opened != null) {
            visitor.accept(new Found(place.mount, place.connection, opened, place.connection.view()));
        }
    }
}

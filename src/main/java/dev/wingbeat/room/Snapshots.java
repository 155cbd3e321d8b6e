package dev.wingbeat.room;

import dev.wingbeat.protocol.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the snapshots of a room, and hands over those that differ; one of a room at rest again from time to time, in case it was lost on the
 * way. Confined to the room's thread.
 */
final class Snapshots {

    /** A snapshot that does not differ is handed over after so many others: once a minute by default. */
    private static final int AT_REST = 12;

    private final RoomServer server;
    private final RoomThread thread;
    private final RoomOutlet outlet;
    private final long interval;
    private final int most;
    private @Nullable RoomSnapshot last;
    private int same;
    private boolean moving;

    Snapshots(RoomServer server, RoomOptions options, RoomThread thread, RoomOutlet outlet) {
        this.server = server;
        this.thread = thread;
        this.outlet = outlet;
        this.most = options.maxSnapshot();
        this.interval = options.snapshotEvery().toNanos();
    }

    /** Begins to take one again and again. */
    void begin() {
        thread.at(thread.nanoTime() + interval, () -> {
            if (server.isRunning()) {
                take();
                begin();
            }
        });
    }

    /** Takes a snapshot now; returns whether there is one at all, this or an earlier one. */
    boolean take() {
        server.call("snapshot", room -> {
            Payload application = room.snapshot();
            if (application != null) {
                taken(RoomSnapshot.of(
                        server, application, moving ? server.entrance().reserved() : List.of()));
            }
        });
        return last != null;
    }

    /** Takes the last snapshot, by which the room goes on elsewhere at once; returns whether there is one, this or an earlier one. */
    boolean takeLast() {
        moving = true;
        return take();
    }

    private void taken(RoomSnapshot snapshot) {
        int bytes = snapshot.payload().length();
        if (bytes > most) {
            throw new IllegalArgumentException("snapshot: " + bytes + " bytes (expected: <= " + most + ")");
        }
        if (!snapshot.equals(last) || ++same == AT_REST) {
            same = 0;
            last = snapshot;
            outlet.snapshot(snapshot);
        }
    }
}

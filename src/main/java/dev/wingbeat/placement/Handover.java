package dev.wingbeat.placement;

import dev.wingbeat.relay.RoomItem;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.roomloop.RoomLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;

/**
 * Gives a room of a node that stops to another one, again and to yet another if need be, until the directory has it there. Confined to
 * the room's loop.
 */
final class Handover {

    private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();
    private static final int LOOKS_A_TRY = 25;
    private static final int MAX_LOOKS = 150;

    private final NodeRooms rooms;
    private final RoomKey key;
    private final Copies.Kept kept;
    private final RoomLoop loop;
    private final Promise<Void> taken = Promise.promise();

    Handover(NodeRooms rooms, RoomKey key, Copies.Kept kept, RoomLoop loop) {
        this.rooms = rooms;
        this.key = key;
        this.kept = kept;
        this.loop = loop;
    }

    /** Begins; completes when another node has taken the room, or none will. */
    Future<Void> begin() {
        look(0);
        return taken.future();
    }

    private void look(int looks) {
        if (looks == MAX_LOOKS || rooms.find(key).isAfter(kept.of())) {
            taken.complete();
            return;
        }
        String to = rooms.members().backup(key);
        if (looks % LOOKS_A_TRY == 0 && to != null) {
            rooms.copies().send(to, key, kept, RoomItem.Use.ACTIVATE);
        }
        loop.at(loop.nanoTime() + LOOK_NANOS, () -> look(looks + 1));
    }
}

package dev.wingbeat.placement;

import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomOutlet.Summary;
import dev.wingbeat.roomloop.RoomLoop;
import dev.wingbeat.tracker.Owner;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The entry of the directory for one room of this node. Confined to the room's loop. */
final class Listing {

    /** The shortest time between two messages to the other nodes about changes that come often. */
    private static final long TELL_NANOS = Duration.ofSeconds(1).toNanos();

    private final Directory directory;
    private final RoomKey key;
    private final long epoch;
    private final RoomLoop loop;
    private final Owner entry;
    private @Nullable Summary told;
    private @Nullable Summary latest;
    private boolean telling;
    private boolean ended;

    Listing(Directory directory, RoomKey key, long epoch, RoomLoop loop) {
        this.directory = directory;
        this.key = key;
        this.epoch = epoch;
        this.loop = loop;
        this.entry = directory.newOwner();
    }

    /** Returns how many seats are taken. */
    int players() {
        return latest == null ? 0 : latest.players();
    }

    /** Publishes what has changed: a lock at once, the rest once a second at most. */
    void changed(Summary summary) {
        latest = summary;
        if (told == null) {
            told = summary;
            var unused = directory.add(entry, key, epoch, summary);
        } else if (told.locked() != summary.locked()) {
            tell();
        } else if (!telling && !summary.equals(told)) {
            telling = true;
            loop.at(loop.nanoTime() + TELL_NANOS, () -> {
                telling = false;
                tell();
            });
        }
    }

    private void tell() {
        if (!ended && latest != null && !latest.equals(told)) {
            told = latest;
            var unused = directory.update(entry, key, epoch, latest);
        }
    }

    /** Removes the room from the directory. */
    void end() {
        ended = true;
        latest = null;
        directory.remove(entry);
    }
}

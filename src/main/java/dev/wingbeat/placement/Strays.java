package dev.wingbeat.placement;

import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Channels of this node that have ended, though a room still sends them something: what it was told of their end may be lost, so it is
 * told again, lest it keep a seat for ever that nobody sits in. May be used from any thread.
 */
final class Strays {

    /** Longer than it takes until the channel itself has told it: who leaves is not to be taken for one who is dropped. */
    private static final long WAIT_NANOS = Duration.ofSeconds(1).toNanos();

    private record Stray(RoomKey key, Activation from, long since) {}

    private final NodeRooms rooms;
    private final Map<Long, Stray> strays = new ConcurrentHashMap<>();

    Strays(NodeRooms rooms) {
        this.rooms = rooms;
    }

    /** Notes the number of a channel that is gone, and the activation that does not know it. */
    void note(RoomKey key, Activation from, long number) {
        strays.putIfAbsent(number, new Stray(key, from, System.nanoTime()));
    }

    /** Tells rooms who is gone. */
    void tick() {
        long now = System.nanoTime();
        strays.forEach((number, stray) -> {
            if (now - stray.since() > WAIT_NANOS && strays.remove(number, stray)) {
                tell(stray.key(), stray.from(), number);
            }
        });
    }

    /** Tells an activation of a room that a channel is gone. */
    void tell(RoomKey key, Activation from, long number) {
        rooms.send(key, from, new RoomInput.Dropped(new RoomInput.Link(rooms.nodeName(), number)));
    }
}

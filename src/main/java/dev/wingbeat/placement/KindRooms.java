package dev.wingbeat.placement;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.room.DisposeReason;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.Rooms;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The rooms of one kind, as seen on one node. */
record KindRooms(NodeRooms rooms, RoomKind kind) implements Rooms {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 12;

    @Override
    public Future<String> create(@Nullable Object params) {
        byte[] id = new byte[ID_BYTES];
        RANDOM.nextBytes(id);
        return create(Base64.getUrlEncoder().withoutPadding().encodeToString(id), params);
    }

    @Override
    public Future<String> create(String id, @Nullable Object params) {
        RoomKey.checkId(id);
        OwnedRoom room = rooms.create(new RoomKey(kind.name(), id), Payload.of(params));
        return room == null
                ? Future.failedFuture(new WingbeatException("rooms: " + rooms.size(kind) + " of kind " + kind.name()
                        + " (expected: <= maxRooms, on a node that does not stop)"))
                : room.created().map(id);
    }

    @Override
    public void close(String id, String reason) {
        OwnedRoom room = rooms.owned(new RoomKey(kind.name(), id));
        if (room != null) {
            var unused = room.close(DisposeReason.CLOSED, reason);
        }
    }

    @Override
    public int size() {
        return rooms.size(kind);
    }
}

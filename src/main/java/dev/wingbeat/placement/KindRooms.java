package dev.wingbeat.placement;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomParams;
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
        return create(newId(), params);
    }

    /** Returns an id that nobody else draws. */
    static String newId() {
        byte[] id = new byte[ID_BYTES];
        RANDOM.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    @Override
    public Future<String> create(String id, @Nullable Object params) {
        RoomKey.checkId(id);
        var key = new RoomKey(kind.name(), id);
        return rooms.registrar()
                .locate(key, RoomParams.of(Payload.of(params)))
                .compose(found -> found.containsKey("reason")
                        ? Future.failedFuture(new WingbeatException(
                                "room " + key + ": " + found.getString("reason") + " (expected: a room)"))
                        : Future.succeededFuture(id));
    }

    @Override
    public void close(String id, String reason) {
        var key = new RoomKey(kind.name(), id);
        rooms.questions().close(rooms.find(key), key, reason);
    }

    @Override
    public int size() {
        return rooms.owned().size(kind);
    }
}

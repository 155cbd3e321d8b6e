package dev.wingbeat.placement;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.ChannelRoute;
import dev.wingbeat.channel.Execution;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.protocol.Expect;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomParams;
import dev.wingbeat.room.Rooms;
import dev.wingbeat.trace.TraceSpan;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rooms of one kind, as seen on one node. */
record KindRooms(NodeRooms rooms, RoomKind kind) implements Rooms {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 12;
    private static final int MAX_SIGNAL = 60 * 1024;

    /** Returns the routes of the kind. */
    Stream<ChannelRoute> routes() {
        ChannelRoute seats = route(kind.name() + ":*", () -> new SeatChannel(rooms, kind));
        return kind.options().lobby()
                ? Stream.of(seats, route(Tickets.topic(kind.name()), () -> new LobbyChannel(rooms, kind)))
                : Stream.of(seats);
    }

    private static ChannelRoute route(String pattern, Supplier<Channel> factory) {
        return new ChannelRoute(pattern, factory, Execution.EVENT_LOOP, Assigns.NONE);
    }

    /** Gives the span of a client's message the name of its kind, and the epoch of the room that it is for. */
    static void trace(NodeRooms rooms, RoomKey room, TraceSpan span) {
        span.rename("room input " + room.kind());
        span.set("wingbeat.epoch", rooms.find(room).epoch());
    }

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
        RoomKey key = key(id);
        return rooms.registrar()
                .locate(key, RoomParams.of(Payload.of(params)))
                .compose(found -> found.activation(key))
                .map(at -> id);
    }

    @Override
    public List<Listed> find(Map<String, ?> filter, int limit) {
        Expect.atLeast("limit", limit, 1);
        var wanted = new RoomFilter(new JsonObject(Map.copyOf(filter)));
        return rooms.directory().list(kind.name()).stream()
                .filter(wanted::fits)
                .limit(limit)
                .map(room -> new Listed(
                        room.key().id(),
                        room.node(),
                        room.epoch(),
                        room.players(),
                        room.max(),
                        room.open(),
                        Map.copyOf(room.label())))
                .toList();
    }

    @Override
    public Future<Payload> signal(String id, String event, @Nullable Object payload) {
        Payload told = Payload.of(payload);
        if (told.isBinary() || told.length() > MAX_SIGNAL) {
            throw new IllegalArgumentException("payload: " + told.length() + " bytes"
                    + (told.isBinary() ? ", binary" : "") + " (expected: JSON of at most " + MAX_SIGNAL + " bytes)");
        }
        return rooms.questions().signal(key(id), event, told);
    }

    @Override
    public void close(String id, String reason) {
        var unused = rooms.questions().close(key(id), reason);
    }

    private RoomKey key(String id) {
        RoomKey.checkId(id);
        return new RoomKey(kind.name(), id);
    }

    @Override
    public int size() {
        return rooms.owned().size(kind);
    }
}

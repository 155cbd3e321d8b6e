package dev.wingbeat.placement;

import dev.wingbeat.channel.InternalSocket;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.limit.SharedBuckets;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomOptions;
import org.jspecify.annotations.Nullable;

/**
 * The limit of the rooms that clients of this node may have made: rooms that nobody is in live for half a minute, so a client
 * that makes few in a minute has few at a time. Clients are told apart by the ids of their sockets, those without by their
 * connections. May be used from any thread.
 */
final class Creators {

    static final String PER_MINUTE = "rooms_per_minute";

    /** The answer to a client that has had too many made. */
    static final Payload TOO_MANY = Payload.of("reason", "busy", "limit", PER_MINUTE);

    private static final double SECONDS = 60;

    private record Creator(String kind, Object who) {}

    private final SharedBuckets<Creator> buckets = new SharedBuckets<>(System::nanoTime);
    private final Runnable refused;

    /** Makes one that tells of each refusal. */
    Creators(Runnable refused) {
        this.refused = refused;
    }

    /** Counts a room of a kind; false when the client has had too many made. */
    boolean mayMake(RoomKind kind, Socket client) {
        int most = kind.options().roomsPerMinute();
        boolean may = buckets.take(new Creator(kind.name(), who(client)), new RateLimit(most / SECONDS, most)) == 0;
        if (!may) {
            refused.run();
        }
        return may;
    }

    /** Returns why a join is refused before the room is asked, null when it is not. */
    @Nullable
    Payload refusal(RoomKind kind, InternalSocket client, Payload params, boolean there) {
        RoomOptions options = kind.options();
        if (params.length() > options.maxInput()) {
            return tooLarge(kind);
        }
        if (options.requireV2() && client.version().startsWith("1.")) {
            return Payload.of("reason", "needs_v2");
        }
        return options.createOnJoin() && !there && !mayMake(kind, client) ? TOO_MANY : null;
    }

    /** Returns the refusal of what is larger than a message may be. */
    static Payload tooLarge(RoomKind kind) {
        return Payload.of("reason", "too_large", "limit", kind.options().maxInput());
    }

    /** Returns what tells a client from others, and keeps nothing of its connection: buckets stay for a while. */
    private static Object who(Socket client) {
        String id = client.id();
        if (id != null) {
            return id;
        }
        return client instanceof InternalSocket internal ? internal.client() : client;
    }
}

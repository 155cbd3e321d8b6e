package dev.wingbeat.placement;

import dev.wingbeat.channel.Socket;
import dev.wingbeat.matching.Ticket;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The tickets of players who are connected to this node. The queue they are in is on the steward of the kind, which forgets tickets that
 * are not renewed: so they are handed in again and again, and at once when another node becomes the steward. May be used from any thread.
 */
final class Tickets {

    /** The time between renewals; a queue gives tickets up after a few times as much. */
    static final long RENEW_NANOS = Duration.ofSeconds(2).toNanos();

    /** About what a ticket has, here and in the queue. */
    static final long BYTES = 1024;

    private static final int MAX_SECONDS = 60;
    private static final long ASK_MILLIS = 2_000;

    /** A ticket; what changes is changed by the timer of the node only. */
    private static final class Held {
        private final RoomKind kind;
        private final Socket socket;
        private final JsonObject wish;
        private final long since;
        private final long until;
        private volatile String steward = "";
        private volatile long renewedAt;

        Held(RoomKind kind, Socket socket, JsonObject wish, long seconds) {
            this.kind = kind;
            this.socket = socket;
            this.wish = wish;
            this.since = System.nanoTime();
            this.until = since + Duration.ofSeconds(seconds).toNanos();
        }
    }

    private final NodeRooms rooms;
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    Tickets(NodeRooms rooms) {
        this.rooms = rooms;
    }

    /**
     * Puts a player into the queue.
     *
     * @return {@code ticket}, or the {@code reason} why not
     * @throws IllegalArgumentException for a wish that is none
     */
    Future<JsonObject> queue(String id, RoomKind kind, JsonObject wish, Socket socket) {
        Ticket asked = Ticket.of(id, wish.getMap(), kind.options().maxPlayers(), 0);
        int seconds = wish.getInteger("timeout", MAX_SECONDS);
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw new IllegalArgumentException(
                    "timeout: " + seconds + " (expected: seconds, from 1 to " + MAX_SECONDS + ")");
        }
        var ticket = new Held(kind, socket, written(asked), seconds);
        held.put(id, ticket);
        rooms.owned().home().charge(BYTES);
        return handIn(id, ticket)
                .otherwise(silent -> new JsonObject()) // the timer tries again
                .map(answer -> {
                    if (answer.containsKey("reason")) {
                        remove(id);
                        return answer;
                    }
                    return new JsonObject().put("ticket", id);
                });
    }

    /** Returns what a ticket says, and nothing else that may have come with it: it is kept, and sent again and again. */
    private static JsonObject written(Ticket ticket) {
        Map<String, Object> ranges = new HashMap<>();
        ticket.ranges()
                .forEach((name, range) -> ranges.put(
                        name, Map.of("within", range.within(), "widen_per_s", range.widening(), "max", range.most())));
        return new JsonObject()
                .put("size", ticket.size())
                .put("properties", ticket.properties())
                .put("range", ranges);
    }

    private Future<JsonObject> handIn(String id, Held ticket) {
        String topic = topic(ticket.kind.name());
        String steward = Rendezvous.first(rooms.members().hubs(), topic);
        ticket.steward = steward;
        ticket.renewedAt = System.nanoTime();
        var question = new JsonObject()
                .put("ask", "queue")
                .put("topic", topic)
                .put("kind", ticket.kind.name())
                .put("ticket", id)
                .put(
                        "waited",
                        Duration.ofNanos(System.nanoTime() - ticket.since).toMillis())
                .put("wish", ticket.wish);
        return rooms.questions().ask(steward, question, ASK_MILLIS);
    }

    /** Removes a player from the queue; does nothing when the ticket is not there. */
    void unqueue(String id) {
        Held removed = remove(id);
        if (removed != null) {
            var question = new JsonObject()
                    .put("ask", "unqueue")
                    .put("topic", topic(removed.kind.name()))
                    .put("kind", removed.kind.name())
                    .put("ticket", id);
            var unused = rooms.questions().ask(removed.steward, question, ASK_MILLIS);
        }
    }

    private @Nullable Held remove(String id) {
        Held removed = held.remove(id);
        if (removed != null) {
            rooms.owned().home().charge(-BYTES);
        }
        return removed;
    }

    boolean has(String id) {
        return held.containsKey(id);
    }

    /** Renews what is due, and gives up what has waited for too long. */
    void tick() {
        long now = System.nanoTime();
        held.forEach((id, ticket) -> {
            if (now - ticket.until >= 0) {
                unqueue(id);
                ticket.socket.push("queue_expired", Map.of("ticket", id));
            } else if (now - ticket.renewedAt >= RENEW_NANOS
                    || !ticket.steward.equals(Rendezvous.first(rooms.members().hubs(), topic(ticket.kind.name())))) {
                var unused = handIn(id, ticket);
            }
        });
    }

    /** Tells a player of a seat, as the queue has said; {@code gone} when the player does not wait any more. */
    JsonObject matched(JsonObject match) {
        String id = match.getString("ticket");
        Held ticket = remove(id);
        if (ticket == null) {
            return new JsonObject().put("reason", "gone");
        }
        ticket.socket.push(
                "matched",
                new JsonObject()
                        .put("ticket", id)
                        .put("topic", new RoomKey(ticket.kind.name(), match.getString("id")).topic())
                        .put("seat", match.getString("seat"))
                        .put("expires_in", LobbyChannel.EXPIRES_IN));
        return new JsonObject();
    }

    static String topic(String kind) {
        return "lobby:" + kind;
    }
}

package dev.wingbeat.placement;

import dev.wingbeat.matching.Matcher;
import dev.wingbeat.matching.Ticket;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomParams;
import dev.wingbeat.roomloop.Charge;
import dev.wingbeat.roomloop.RoomLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The queues of the kinds that this node is the steward of: a match is made once a second, with a private room for each group. Nothing
 * is kept elsewhere: nodes hand their tickets in again, so that the loss of a steward costs its players some seconds. What it keeps is
 * confined to one room loop.
 */
final class Matchmaker {

    private static final long ROUND_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long FORGET_NANOS = 5 * Tickets.RENEW_NANOS;
    private static final long ASK_MILLIS = 2_000;
    /** Comparisons of two tickets in one turn of the loop: about a millisecond. */
    private static final int COMPARISONS = 10_000;

    private static final int MAX_TICKETS = 20_000;

    /** The origin of a ticket, and when it was heard of last. */
    private record Source(String node, long heardAt) {}

    /** The queue of one kind. */
    private static final class Queue {
        private final RoomKind kind;
        private final Matcher matcher = new Matcher();
        private final Map<String, Source> sources = new HashMap<>();

        /** Tickets that are matched, or taken back, and since when: a renewal of one may still be on its way. */
        private final Map<String, Long> settled = new HashMap<>();

        Queue(RoomKind kind) {
            this.kind = kind;
        }
    }

    private final NodeRooms rooms;
    private final Map<String, Queue> queues = new HashMap<>();
    private boolean running;
    private @Nullable Charge charge;

    Matchmaker(NodeRooms rooms) {
        this.rooms = rooms;
    }

    /** Queues a ticket, or renews it. */
    Future<JsonObject> queue(String origin, JsonObject question) {
        RoomKind kind = rooms.kind(question.getString("kind"));
        if (kind == null) {
            return Future.succeededFuture(new JsonObject().put("reason", "not_found"));
        }
        RoomLoop home = rooms.owned().home();
        Promise<JsonObject> answer = Promise.promise();
        home.execute(() -> answer.handle(Future.succeededFuture(question).map(asked -> take(kind, origin, asked))));
        return answer.future();
    }

    private JsonObject take(RoomKind kind, String origin, JsonObject question) {
        RoomLoop home = rooms.owned().home();
        Queue queue = queues.computeIfAbsent(kind.name(), name -> new Queue(kind));
        String id = question.getString("ticket");
        if (!queue.settled.containsKey(id)) {
            if (!queue.matcher.has(id)) {
                if (queue.matcher.size() >= MAX_TICKETS) {
                    return new JsonObject().put("reason", "busy").put("limit", "tickets");
                }
                long since = millis(home) - question.getLong("waited");
                queue.matcher.add(Ticket.of(
                        id,
                        question.getJsonObject("wish").getMap(),
                        kind.options().maxPlayers(),
                        since));
            }
            queue.sources.put(id, new Source(origin, home.nanoTime()));
        }
        settle(home);
        if (!running) {
            running = true;
            home.at(home.nanoTime() + ROUND_NANOS, () -> round(home));
        }
        return new JsonObject();
    }

    /** Forgets a ticket. */
    void unqueue(JsonObject question) {
        rooms.owned().home().execute(() -> {
            Queue queue = queues.get(question.getString("kind"));
            if (queue != null) {
                forget(queue, question.getString("ticket"));
                queue.settled.put(
                        question.getString("ticket"), rooms.owned().home().nanoTime());
            }
        });
    }

    private static void forget(Queue queue, String id) {
        queue.matcher.remove(id);
        queue.sources.remove(id);
    }

    private void round(RoomLoop home) {
        queues.values().removeIf(queue -> {
            boolean mine = Rendezvous.first(rooms.members().hubs(), Tickets.topic(queue.kind.name()))
                    .equals(rooms.nodeName());
            if (mine) {
                begin(queue, home);
            }
            return !mine || (queue.matcher.size() == 0 && queue.settled.isEmpty());
        });
        goOn(home, List.copyOf(queues.values()));
    }

    /** Makes matches for a short time, and goes on when others of the loop have had their turn; then waits for the next round. */
    private void goOn(RoomLoop home, List<Queue> left) {
        long now = home.nanoTime();
        if (!left.isEmpty()) {
            Queue queue = left.getFirst();
            boolean done = queue.matcher.go(COMPARISONS, group -> matched(queue, group, now, home));
            List<Queue> rest = done ? left.subList(1, left.size()) : left;
            home.execute(() -> goOn(home, rest));
            return;
        }
        settle(home);
        running = !queues.isEmpty();
        if (running) {
            home.at(now + ROUND_NANOS, () -> round(home));
        }
    }

    /** Charges the tickets that wait. */
    private void settle(RoomLoop home) {
        Charge of = charge == null ? new Charge(home) : charge;
        charge = of;
        of.set(Tickets.BYTES
                * queues.values().stream()
                        .mapToInt(queue -> queue.matcher.size())
                        .sum());
    }

    private static void begin(Queue queue, RoomLoop home) {
        long now = home.nanoTime();
        List<String> silent = queue.sources.entrySet().stream()
                .filter(source -> now - source.getValue().heardAt() > FORGET_NANOS)
                .map(Map.Entry::getKey)
                .toList();
        silent.forEach(id -> forget(queue, id));
        queue.settled.values().removeIf(since -> now - since > FORGET_NANOS);
        queue.matcher.begin(millis(home));
    }

    private void matched(Queue queue, List<Ticket> group, long now, RoomLoop home) {
        Map<String, String> nodes = new HashMap<>();
        for (Ticket ticket : group) {
            queue.settled.put(ticket.id(), now);
            Source source = queue.sources.remove(ticket.id());
            if (source != null) {
                nodes.put(ticket.id(), source.node());
            }
        }
        seat(queue.kind, group, nodes)
                .onFailure(cause -> home.execute(() -> group.forEach(ticket -> {
                    queue.settled.remove(ticket.id()); // so that it is taken when it is handed in again
                })));
    }

    /** Makes a room for a group, and tells each player where its seat is. */
    private Future<Void> seat(RoomKind kind, List<Ticket> group, Map<String, String> nodes) {
        var key = new RoomKey(kind.name(), KindRooms.newId());
        var properties = new JsonArray();
        group.forEach(ticket -> properties.add(new JsonObject(ticket.properties())));
        var params = new RoomParams(Payload.of(new JsonObject().put("matched", properties)), Map.of(), true);
        return rooms.registrar()
                .locate(key, params)
                .compose(found -> found.activation(key))
                .compose(at -> Future.all(IntStream.range(0, group.size())
                        .mapToObj(i -> rooms.questions().reserve(at, key).compose(Matchmaker::seated))
                        .toList()))
                .map(seats -> {
                    for (int i = 0; i < group.size(); i++) {
                        String id = group.get(i).id();
                        tell(nodes.getOrDefault(id, rooms.nodeName()), key, id, seats.resultAt(i));
                    }
                    return null;
                });
    }

    private static Future<String> seated(JsonObject reserved) {
        String seat = reserved.getString("seat");
        return seat == null
                ? Future.failedFuture(
                        new WingbeatException("seat: " + reserved.getString("reason") + " (expected: a token)"))
                : Future.succeededFuture(seat);
    }

    private void tell(String node, RoomKey key, String ticket, String seat) {
        var match = new JsonObject()
                .put("ask", "matched")
                .put("topic", Tickets.topic(key.kind()))
                .put("ticket", ticket)
                .put("id", key.id())
                .put("seat", seat);
        var unused = rooms.questions().ask(node, match, ASK_MILLIS);
    }

    private static long millis(RoomLoop home) {
        return Duration.ofNanos(home.nanoTime()).toMillis();
    }
}

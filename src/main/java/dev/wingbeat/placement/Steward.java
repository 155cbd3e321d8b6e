package dev.wingbeat.placement;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomParams;
import dev.wingbeat.roomloop.RoomLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds players a room that has a seat, and has one made when there is none. Of each kind one node is the steward, by rendezvous: it
 * keeps in mind what it has given away, since the directory is behind, so that a thousand who ask at once fill the rooms one after the
 * other. What it keeps is confined to one room loop.
 */
final class Steward {

    private static final int TRIES = 3;
    private static final long ASK_MILLIS = 5_000;

    /** For how long what it knows is better than the directory, which is a second behind. */
    private static final long KNOWN_NANOS = Duration.ofSeconds(3).toNanos();

    /** For how long it uses a list of the directory. */
    private static final long LIST_NANOS = Duration.ofMillis(250).toNanos();

    /** A room, as the steward sees it: how many seats are taken at least, and since when it knows. */
    private static final class Candidate {
        private final Directory.Listed listed;
        private final Future<Located> made;
        private int taken;
        private long knownAt;

        Candidate(Directory.Listed listed, Future<Located> made, long knownAt) {
            this.listed = listed;
            this.made = made;
            this.taken = listed.players();
            this.knownAt = knownAt;
        }
    }

    /** The rooms of one kind, and when the directory was looked into. */
    private static final class Candidates {
        private final Map<RoomKey, Candidate> rooms = new HashMap<>();
        private long listedAt;

        Candidates(long now) {
            listedAt = now - LIST_NANOS;
        }
    }

    private record Wish(RoomKind kind, JsonObject text, RoomFilter filter) {}

    private final NodeRooms rooms;
    private final Map<String, Candidates> kinds = new HashMap<>();

    Steward(NodeRooms rooms) {
        this.rooms = rooms;
    }

    /**
     * Finds or makes a room, wherever the steward is.
     *
     * @param wish {@code filter}, {@code params} and {@code label}
     * @return {@code id} and {@code seat}, or the {@code reason} why not
     */
    Future<JsonObject> findOrCreate(RoomKind kind, JsonObject wish) {
        String topic = Tickets.topic(kind.name());
        String steward = Rendezvous.first(rooms.members().hubs(), topic);
        JsonObject question = wish.copy().put("ask", "find").put("topic", topic).put("kind", kind.name());
        return rooms.questions().ask(steward, question, ASK_MILLIS);
    }

    /** Answers, as the steward. */
    Future<JsonObject> asked(JsonObject question) {
        RoomKind kind = rooms.kind(question.getString("kind"));
        if (kind == null) {
            return Future.succeededFuture(new JsonObject().put("reason", "not_found"));
        }
        var wish = new Wish(kind, question, new RoomFilter(question.getJsonObject("filter", new JsonObject())));
        Promise<JsonObject> found = Promise.promise();
        RoomLoop home = rooms.owned().home();
        home.execute(() -> Future.succeededFuture(wish)
                .compose(asked -> attempt(asked, TRIES, home))
                .onComplete(found));
        return found.future();
    }

    private Future<JsonObject> attempt(Wish wish, int tries, RoomLoop home) {
        long now = home.nanoTime();
        Candidates of = kinds.computeIfAbsent(wish.kind().name(), name -> new Candidates(now));
        refresh(of, wish.kind(), now);
        Candidate chosen = fullest(of, wish, tries).orElseGet(() -> make(of, wish, now));
        chosen.taken++;
        chosen.knownAt = now;
        RoomKey key = chosen.listed.key();
        Promise<JsonObject> answered = Promise.promise();
        chosen.made
                .compose(found -> reserve(found, key))
                .otherwise(cause -> new JsonObject().put("reason", "unavailable"))
                .onSuccess(reserved -> home.execute(() -> {
                    if (reserved.containsKey("seat")) {
                        answered.complete(reserved.copy().put("id", key.id()));
                        return;
                    }
                    chosen.taken = chosen.listed.max(); // as good as full, until the directory says otherwise
                    if (tries == 0 || reserved.containsKey("limit")) {
                        answered.complete(reserved);
                    } else {
                        attempt(wish, tries - 1, home).onComplete(answered);
                    }
                }));
        return answered.future();
    }

    private Future<JsonObject> reserve(Located found, RoomKey key) {
        return switch (found) {
            case Located.Refused refused -> Future.succeededFuture(refused.response());
            case Located.At(Activation at, boolean made) -> rooms.questions().reserve(at, key);
        };
    }

    private static Optional<Candidate> fullest(Candidates of, Wish wish, int tries) {
        return tries == 0
                ? Optional.empty()
                : of.rooms.values().stream()
                        .filter(candidate -> candidate.taken < candidate.listed.max())
                        .filter(candidate -> wish.filter().fits(candidate.listed))
                        .max(Comparator.comparingInt(candidate -> candidate.taken));
    }

    private Candidate make(Candidates of, Wish wish, long now) {
        var key = new RoomKey(wish.kind().name(), KindRooms.newId());
        Map<String, Object> label =
                wish.text().getJsonObject("label", new JsonObject()).getMap();
        var params = new RoomParams(Payload.of(wish.text().getJsonObject("params", new JsonObject())), label, false);
        Future<Located> made = rooms.registrar().locate(key, params);
        var listed = new Directory.Listed(key, 0, "", 0, wish.kind().options().maxPlayers(), true, label);
        var candidate = new Candidate(listed, made, now);
        of.rooms.put(key, candidate);
        return candidate;
    }

    /** Copies what the directory says, except where more is known here. */
    private void refresh(Candidates of, RoomKind kind, long now) {
        if (now - of.listedAt < LIST_NANOS) {
            return;
        }
        of.listedAt = now;
        of.rooms.values().removeIf(candidate -> now - candidate.knownAt > KNOWN_NANOS);
        for (Directory.Listed listed : rooms.directory().list(kind.name())) {
            if (listed.open()) {
                of.rooms.computeIfAbsent(
                        listed.key(),
                        key -> new Candidate(
                                listed, Future.succeededFuture(Located.there(listed.activation())), now - KNOWN_NANOS));
            }
        }
    }
}

package dev.wingbeat.room;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.connection.TimerRef;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The seats and their players. Looking for a seat changes nothing: whoever claims one is checked first. Confined to the room's
 * thread.
 */
final class Seats {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_BYTES = 16;

    /** The time for which a seat is reserved that nobody claims. */
    private static final long RESERVED_NANOS = Duration.ofSeconds(15).toNanos();

    private final Map<String, Seat> byId = new LinkedHashMap<>();
    private final Map<String, Seat> byToken = new HashMap<>();
    private final Map<RoomInput.Link, Seat> byLink = new HashMap<>();

    /** Those who were on nodes that are gone, with the node, until they come back. */
    private final Map<Seat, String> lost = new HashMap<>();

    /** Seats that nobody has claimed yet, by token. */
    private final Map<String, TimerRef> reserved = new HashMap<>();

    /** Returns 128 random bits as text. */
    static String newToken() {
        byte[] token = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(token);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    Collection<Seat> all() {
        return byId.values();
    }

    int size() {
        return byId.size();
    }

    /** Returns the tokens of those that are reserved. */
    Collection<String> reserved() {
        return reserved.keySet();
    }

    /** Reserves one for whoever has a token, for a while. */
    void reserve(String token, RoomThread thread, Runnable expired) {
        reserved.put(token, thread.at(thread.nanoTime() + RESERVED_NANOS, () -> {
            reserved.remove(token);
            expired.run();
        }));
    }

    /** Gives up the reservation of a token, whose owner is here; false when there is none. */
    boolean claimReserved(String token) {
        Optional<TimerRef> expiry = Optional.ofNullable(reserved.remove(token));
        expiry.ifPresent(TimerRef::cancel);
        return expiry.isPresent();
    }

    @Nullable
    Seat byId(String id) {
        return byId.get(id);
    }

    @Nullable
    Seat byToken(String token) {
        return byToken.get(token);
    }

    @Nullable
    Seat byLink(RoomInput.Link link) {
        return byLink.get(link);
    }

    /** Returns the channels on a node that is gone. */
    List<RoomInput.Link> lose(String node) {
        var links = byLink.keySet().stream()
                .filter(link -> link.node().equals(node))
                .toList();
        links.forEach(link -> lost.put(requireNonNull(byLink.get(link)), node));
        return links;
    }

    /** Returns whether players who were on a node when it was lost have not come back. */
    boolean misses(String node) {
        return lost.containsValue(node);
    }

    boolean has(Seat seat) {
        return byId.get(seat.id()) == seat;
    }

    void add(Seat seat) {
        byId.put(seat.id(), seat);
        byToken.put(seat.token(), seat);
    }

    void remove(Seat seat) {
        unlink(seat);
        lost.remove(seat);
        byId.remove(seat.id());
        byToken.remove(seat.token());
    }

    /** Gives a seat to a connection, with a new token when the one that it has may be in wrong hands. */
    void link(Seat seat, RoomInput.Link link, boolean renew) {
        unlink(seat);
        lost.remove(seat);
        seat.link(link);
        byLink.put(link, seat);
        if (renew) {
            byToken.remove(seat.token());
            seat.token(newToken());
            byToken.put(seat.token(), seat);
        }
    }

    void unlink(Seat seat) {
        if (seat.link() != null) {
            byLink.remove(seat.link());
            seat.link(null);
        }
    }

    /** Returns the view that operators have of the first players. */
    List<Map<String, Object>> shown(int most) {
        return byId.values().stream().limit(most).map(Seats::shown).toList();
    }

    private static Map<String, Object> shown(Seat seat) {
        RoomInput.Link link = seat.link();
        return Map.of("id", seat.id(), "connected", link != null, "node", link == null ? "" : link.node());
    }
}

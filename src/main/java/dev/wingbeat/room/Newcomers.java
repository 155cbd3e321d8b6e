package dev.wingbeat.room;

import dev.wingbeat.protocol.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the room about those who join, and keeps them until it has decided. Who joins again meanwhile waits for the same decision. Confined
 * to the room's thread.
 */
final class Newcomers {

    /** A player, and the channels that wait for the decision, in the order in which they came. */
    static final class Newcomer {
        private final Seat seat;
        private final @Nullable String reserved;
        private final Set<RoomInput.Link> links = new LinkedHashSet<>(2);

        private Newcomer(Seat seat, @Nullable String reserved) {
            this.seat = seat;
            this.reserved = reserved;
        }

        /** Returns the seat that the player is to have. */
        Seat seat() {
            return seat;
        }

        /** Returns the token of the reservation that the player has claimed, null without one. */
        @Nullable
        String reserved() {
            return reserved;
        }
    }

    private static final Payload CRASHED = Payload.of("reason", "join crashed");

    private final RoomServer server;
    private final RoomOptions options;
    private final RoomVoice voice;
    private final Consumer<Newcomer> accepted;
    private final Map<String, Newcomer> byId = new LinkedHashMap<>();
    private final Map<RoomInput.Link, Newcomer> byLink = new HashMap<>();

    /**
     * Makes it.
     *
     * @param accepted is given who may have a seat, to be removed from here
     */
    Newcomers(RoomServer server, RoomOptions options, RoomVoice voice, Consumer<Newcomer> accepted) {
        this.server = server;
        this.options = options;
        this.voice = voice;
        this.accepted = accepted;
    }

    int size() {
        return byId.size();
    }

    boolean has(RoomInput.Link link) {
        return byLink.containsKey(link);
    }

    /** Returns the channels on a node. */
    List<RoomInput.Link> on(String node) {
        return byLink.keySet().stream().filter(link -> link.node().equals(node)).toList();
    }

    /** Returns the tokens of the reservations that they have claimed. */
    List<String> reserved() {
        return byId.values().stream()
                .map(Newcomer::reserved)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Asks the room about a player who is not there yet.
     *
     * @param reserved the token of the reservation that it has claimed, null without one
     */
    void attempt(RoomInput.Join join, @Nullable String reserved) {
        String id = Objects.requireNonNullElseGet(join.playerId(), Seats::newToken);
        var seat = new Seat(
                id,
                join.profile(),
                Seats.newToken(),
                options.seatHold(),
                server.views().newPrivate());
        var newcomer = new Newcomer(seat, reserved);
        byId.put(id, newcomer);
        wait(newcomer, join.from());
        if (!server.call(RoomCallbacks.JOIN, room -> decide(seat.ask(room, join.params()), newcomer))) {
            refuse(newcomer, CRASHED);
        }
    }

    @SuppressWarnings("ConstantValue") // the application may return null whatever its types say
    private void decide(Admission admission, Newcomer newcomer) {
        switch (admission) {
            case null -> throw new IllegalStateException("joinAttempt returned null (expected: an Admission)");
            case Admission.Accepted() -> server.callbacks().later(() -> accepted.accept(newcomer));
            case Admission.Refused(var response) -> refuse(newcomer, response);
            case Admission.Pending(var future) ->
                future.onComplete(result -> server.callbacks().execute(() -> {
                    boolean called = server.call(RoomCallbacks.JOIN, room -> {
                        if (result.failed()) {
                            throw new IllegalStateException("an admission failed", result.cause());
                        }
                        decide(result.result(), newcomer);
                    });
                    if (!called) {
                        refuse(newcomer, CRASHED);
                    }
                }));
        }
    }

    private void refuse(Newcomer newcomer, Payload response) {
        List<RoomInput.Link> waiting = remove(newcomer);
        if (!waiting.isEmpty()) { // else it has gone meanwhile
            server.changed();
            waiting.forEach(link -> voice.refused(link, response));
        }
    }

    /** Lets a channel wait, too, when its player does already; false when it does not. */
    boolean joinsAgain(RoomInput.Join join) {
        Newcomer same = byLink.containsKey(join.from()) ? byLink.get(join.from()) : claimed(join);
        if (same != null) {
            wait(same, join.from());
        }
        return same != null;
    }

    /** Returns who somebody is: who is known, by name, everybody else by the reservation. */
    private @Nullable Newcomer claimed(RoomInput.Join join) {
        if (join.playerId() != null) {
            return byId.get(join.playerId());
        }
        return join.seat() == null
                ? null
                : byId.values().stream()
                        .filter(one -> join.seat().equals(one.reserved()))
                        .findFirst()
                        .orElse(null);
    }

    private void wait(Newcomer newcomer, RoomInput.Link link) {
        newcomer.links.add(link);
        byLink.put(link, newcomer);
    }

    /** Removes a channel that does not wait any more; returns its player when that was the last one, else null. */
    @Nullable
    Newcomer remove(RoomInput.Link link) {
        Newcomer newcomer = byLink.remove(link);
        if (newcomer == null) {
            return null;
        }
        newcomer.links.remove(link);
        if (!newcomer.links.isEmpty()) {
            return null;
        }
        byId.remove(newcomer.seat().id());
        return newcomer;
    }

    /** Removes a player who has been decided about; returns the channels that wait for that, none when it has gone meanwhile. */
    List<RoomInput.Link> remove(Newcomer newcomer) {
        List<RoomInput.Link> waiting = List.copyOf(newcomer.links);
        waiting.forEach(this::remove);
        return waiting;
    }

    /** Removes everybody; returns the channels. */
    List<RoomInput.Link> removeAll() {
        List<RoomInput.Link> waiting = new ArrayList<>();
        List.copyOf(byId.values()).forEach(newcomer -> waiting.addAll(remove(newcomer)));
        return waiting;
    }
}

package dev.wingbeat.room;

import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets players in, keeps their seats, and sees them off. Confined to the room's thread. */
final class Entrance {

    private static final long MOVED_NANOS = Duration.ofSeconds(5).toNanos(); // until players have followed it

    /** A room is not given up for want of players before: those it was made for are on their way. */
    private static final long YOUNG_NANOS = Duration.ofSeconds(30).toNanos();

    private final RoomServer server;
    private final RoomOptions options;
    private final RoomThread thread;
    private final Seats seats;
    private final RoomVoice voice;
    private final Newcomers newcomers;
    private @Nullable TimerRef emptyTimer;
    private long openedAt;

    Entrance(RoomServer server, RoomOptions options, RoomThread thread, Seats seats, RoomVoice voice) {
        this.server = server;
        this.thread = thread;
        this.options = options;
        this.seats = seats;
        this.voice = voice;
        this.newcomers = new Newcomers(server, options, voice, this::enter);
    }

    /** Notes that the room begins. */
    void open() {
        openedAt = thread.nanoTime();
    }

    /** Ends the room when nobody has had a seat for long enough. */
    void checkEmpty() {
        if (!server.isRunning()) {
            return;
        }
        if (taken() > 0) {
            if (emptyTimer != null) {
                emptyTimer.cancel();
                emptyTimer = null;
            }
        } else if (emptyTimer == null) {
            long emptyFor = thread.nanoTime() + options.emptyFor().toNanos();
            emptyTimer = thread.at(Math.max(openedAt + YOUNG_NANOS, emptyFor), () -> {
                emptyTimer = null;
                if (taken() == 0) {
                    server.close(Room.DisposeReason.EMPTY, "closed");
                }
            });
        }
    }

    /** Restores the seats of an earlier activation, whose players are on their way. */
    void restore(RoomSnapshot kept) {
        for (Object each : kept.seats()) {
            Seat seat = Seat.of((JsonObject) each, server.views().newPrivate());
            seats.add(seat);
            hold(seat, Math.max(MOVED_NANOS, seat.hold().toNanos()));
        }
        kept.reserved().forEach(token -> seats.reserve((String) token, thread, server::changed));
    }

    /** Returns how many seats are taken, reserved or about to be. */
    int taken() {
        return seats.size() + seats.reserved().size() + newcomers.size();
    }

    /** Reserves a seat for a while; null when there is none. */
    @Nullable
    String reserve() {
        if (server.isLocked() || taken() >= options.maxPlayers()) {
            return null;
        }
        String token = Seats.newToken();
        reserve(token);
        return token;
    }

    private void reserve(String token) {
        seats.reserve(token, thread, server::changed);
        server.changed();
    }

    /** Returns the tokens of reservations, also of those who have not been decided about. */
    Collection<String> reserved() {
        List<String> tokens = new ArrayList<>(seats.reserved());
        tokens.addAll(newcomers.reserved());
        return tokens;
    }

    /** Lets somebody in, or back, or tells why not. Until it is clear who that is, nothing changes. */
    void join(RoomInput.Join join) {
        Seat again = seats.byLink(join.from()); // it asks twice
        Seat taken = again == null ? claimed(join) : again;
        if (taken != null) {
            comeBack(taken, join.from(), join.moved());
        } else if (newcomers.joinsAgain(join)) {
            return; // it is decided about already
        } else if (join.seat() != null && seats.claimReserved(join.seat())) {
            newcomers.attempt(join, join.seat());
        } else if (join.playerId() == null && join.seat() != null && !join.moved()) {
            voice.refused(join.from(), Payload.of("reason", "seat_expired"));
        } else if (server.isLocked()) {
            voice.refused(join.from(), Payload.of("reason", "locked"));
        } else if (taken() >= options.maxPlayers()) {
            voice.refused(join.from(), Payload.of("reason", "full", "limit", options.maxPlayers()));
        } else {
            newcomers.attempt(join, null);
        }
    }

    /** Returns the seat that somebody has: who is known has it by name, everybody else by its token. */
    private @Nullable Seat claimed(RoomInput.Join join) {
        if (join.playerId() != null) {
            return seats.byId(join.playerId());
        }
        return join.seat() == null ? null : seats.byToken(join.seat());
    }

    private void comeBack(Seat seat, RoomInput.Link link, boolean moved) {
        RoomInput.Link before = seat.link();
        if (before != null && !before.equals(link)) {
            if (options.secondConnection() == RoomOptions.SecondConnection.REFUSE) {
                voice.refused(link, Payload.of("reason", "already_joined"));
                return;
            }
            voice.ended(before, false);
        }
        seat.cancelTimer();
        seats.link(seat, link, !moved && !link.equals(before));
        if (!link.equals(before)) {
            server.call("returned", room -> room.returned(seat));
        }
        welcome(seat, link);
    }

    private void enter(Newcomers.Newcomer newcomer) {
        List<RoomInput.Link> waiting = newcomers.remove(newcomer);
        if (waiting.isEmpty() || !server.isRunning()) {
            return; // it has gone meanwhile, or the room has
        }
        Seat seat = newcomer.seat();
        RoomInput.Link first = waiting.getFirst();
        seats.add(seat);
        seats.link(seat, first, false);
        server.call("joined", room -> room.joined(seat));
        welcome(seat, first);
        for (RoomInput.Link again : waiting.subList(1, waiting.size())) {
            if (seats.has(seat)) {
                comeBack(seat, again, false);
            } else {
                voice.ended(again, false);
            }
        }
        server.changed();
    }

    /** Forgets a channel whose join has not been decided, if it is one; returns its player when there is no other one. */
    private Optional<Newcomers.Newcomer> forget(RoomInput.Link link) {
        Optional<Newcomers.Newcomer> gone = Optional.ofNullable(newcomers.remove(link));
        gone.ifPresent(newcomer -> server.changed());
        return gone;
    }

    private void welcome(Seat seat, RoomInput.Link link) {
        if (link.equals(seat.link())) { // else the room has sent it away at once
            server.states().welcome(seat, link);
        }
    }

    /** Makes players join again who do not know that the room does not know them any more. */
    void unknown(RoomInput input) {
        RoomInput.Link link = input.from();
        if (link.number() == RoomInput.Link.ALL ? seats.misses(link.node()) : !newcomers.has(link)) {
            voice.forgotten(input);
        }
    }

    /** Holds the seat of somebody whose channel has ended, or those of all who were on a node. */
    void dropped(RoomInput.Link link) {
        if (link.number() == RoomInput.Link.ALL) {
            newcomers.on(link.node()).forEach(this::dropped);
            seats.lose(link.node()).forEach(this::dropped);
            return;
        }
        Seat seat = seats.byLink(link);
        if (seat == null) {
            forget(link).map(Newcomers.Newcomer::reserved).ifPresent(this::reserve); // it may come back for it
            return;
        }
        seats.unlink(seat);
        hold(seat);
        server.call("dropped", room -> room.dropped(seat));
    }

    /** Frees the seat of somebody who has left. */
    void left(RoomInput.Link link) {
        Seat seat = seats.byLink(link);
        if (seat == null) {
            forget(link);
        } else {
            free(seat, Room.LeaveReason.LEFT);
        }
    }

    /** Tells everybody that the room has ended. */
    void end() {
        seats.all().forEach(voice::ended);
        newcomers.removeAll().forEach(this::gone);
    }

    /** Refuses somebody, since the room has ended; where joins make rooms, another one is made once this one is off the lists. */
    void gone(RoomInput.Link link) {
        voice.refused(link, Payload.of("reason", options.createOnJoin() ? "unavailable" : "not_found"));
    }

    /** Ends a channel whose client is to come back to its seat. */
    void fail(Seat seat) {
        RoomInput.Link link = seat.link();
        if (link != null) {
            voice.ended(link, true);
            dropped(link);
        }
    }

    /** Frees a seat, and closes the channel. */
    void sendAway(Seat seat, Room.LeaveReason reason) {
        RoomInput.Link link = seat.link();
        if (link != null) {
            voice.ended(link, false);
        }
        free(seat, reason);
    }

    /** Begins the time anew for which a seat is held. */
    void hold(Seat seat) {
        hold(seat, seat.hold().toNanos());
    }

    private void hold(Seat seat, long nanos) {
        if (!seat.connected()) {
            seat.timer(server.callbacks().after(nanos, "hold", () -> free(seat, Room.LeaveReason.TIMED_OUT)));
        }
    }

    private void free(Seat seat, Room.LeaveReason reason) {
        if (!seats.has(seat)) {
            return;
        }
        seat.cancelTimer();
        seats.remove(seat);
        server.views().forget(seat);
        server.callbacks().later(() -> server.call("left", room -> room.left(seat, reason)));
        server.changed();
    }
}

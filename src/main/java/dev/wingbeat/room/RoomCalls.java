package dev.wingbeat.room;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Expect;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The calls that a room may make. */
final class RoomCalls implements RoomContext {

    /** The events by which clients, and their channels, keep up with the room. */
    private static final Set<String> OWN = Set.of("state", "patch", "room_paused", "room_lost", "kicked");

    private final RoomServer server;
    private final String node;

    RoomCalls(RoomServer server, String node) {
        this.server = server;
        this.node = node;
    }

    @Override
    public String id() {
        server.callbacks().checkThread();
        return server.key().id();
    }

    @Override
    public long epoch() {
        server.callbacks().checkThread();
        return server.epoch();
    }

    @Override
    public String node() {
        server.callbacks().checkThread();
        return node;
    }

    @Override
    public List<Player> players() {
        server.callbacks().checkThread();
        return List.copyOf(server.seats().all());
    }

    @Override
    public RoomState state() {
        server.callbacks().checkThread();
        return server.views().common();
    }

    @Override
    public RoomState group(String name) {
        server.callbacks().checkThread();
        return server.views().group(name);
    }

    @Override
    public RoomState state(Player player) {
        return seat(player).state();
    }

    @Override
    public void group(Player player, @Nullable String name) {
        Seat seat = seat(player);
        seat.group(name);
        seat.link(seat.link()); // what it has been sent is another state
    }

    @Override
    public void broadcast(String event, Object payload) {
        server.callbacks().checkThread();
        server.voice().push(server.seats().all(), sendable(event), Payload.message(payload));
    }

    @Override
    public void send(Player player, String event, Object payload) {
        server.voice().push(List.of(seat(player)), sendable(event), Payload.message(payload));
    }

    private static String sendable(String event) {
        if (OWN.contains(event)) {
            throw new IllegalArgumentException(
                    "event: " + event + " (expected: another one, rooms themselves send it)");
        }
        return Events.sendable(event);
    }

    @Override
    public void kick(Player player, String reason) {
        Seat seat = seat(player);
        server.voice().push(List.of(seat), "kicked", Payload.of("reason", reason));
        server.entrance().sendAway(seat, Room.LeaveReason.KICKED);
    }

    @Override
    public void hold(Player player, Duration duration) {
        RoomOptions.checkHold(duration);
        Seat seat = seat(player);
        seat.hold(duration);
        server.entrance().hold(seat);
    }

    @Override
    public void lock() {
        server.callbacks().checkThread();
        server.lock(true);
    }

    @Override
    public void unlock() {
        server.callbacks().checkThread();
        server.lock(false);
    }

    @Override
    public void label(Map<String, ?> label) {
        server.callbacks().checkThread();
        server.label(RoomParams.checkedLabel(label));
    }

    @Override
    public TimerRef after(Duration delay, Runnable task) {
        server.callbacks().checkThread();
        requireNonNull(task, "task: null (expected: a task)");
        Expect.atMost("delay", delay, RoomOptions.MAX_TIME);
        return server.callbacks().after(delay.toNanos(), "after", task);
    }

    @Override
    public <T> void async(Future<T> future, Handler<AsyncResult<T>> handler) {
        server.callbacks().checkThread();
        future.onComplete(result -> server.callbacks().callLater("async", () -> handler.handle(result)));
    }

    @Override
    public void checkpoint() {
        server.callbacks().checkThread();
        server.callbacks().later(server.snapshots()::take);
    }

    @Override
    public void close(String reason) {
        server.callbacks().checkThread();
        server.close(Room.DisposeReason.CLOSED, reason);
    }

    private Seat seat(Player player) {
        server.callbacks().checkThread();
        if (player instanceof Seat seat && server.seats().has(seat)) {
            return seat;
        }
        throw new IllegalArgumentException(player + " (expected: one with a seat in room " + server.key() + ")");
    }
}

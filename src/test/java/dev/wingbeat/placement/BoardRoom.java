package dev.wingbeat.placement;

import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.Admission;
import dev.wingbeat.room.Player;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A room that does what its players say, and tells what it is called with. */
final class BoardRoom implements Room {

    /** What a room waits for that is told to block. */
    static final Semaphore BLOCKED = new Semaphore(0);

    private final Consumer<String> log;
    private @Nullable RoomContext context;
    private final boolean kept;
    private int inputs;

    BoardRoom(Consumer<String> log) {
        this(log, false);
    }

    /** Makes one that is gone on with when its node is lost, if it is to be kept. */
    BoardRoom(Consumer<String> log, boolean kept) {
        this.log = log;
        this.kept = kept;
    }

    @Override
    public @Nullable Payload snapshot() {
        return kept ? Payload.of(room().state().toMap()) : null;
    }

    @Override
    public void restore(RoomContext made, Payload snapshot) {
        context = made;
        log.accept("restore " + made.id());
        snapshot.json().forEach(entry -> made.state().put(entry.getKey(), entry.getValue()));
    }

    @Override
    public void absorb(Payload loser) {
        log.accept("absorb " + loser.json().getValue("x"));
    }

    private RoomContext room() {
        return Objects.requireNonNull(context);
    }

    @Override
    public void create(RoomContext made, Payload params) {
        context = made;
        if (params.isObject() && params.json().getBoolean("broken", false)) {
            throw new IllegalStateException("cannot be made");
        }
        if (params.isBinary()) {
            made.state().put("bytes", params.binary().toString());
        }
        log.accept("create " + made.id());
        made.state().put("turn", 0);
    }

    @Override
    public Admission joinAttempt(Player who, Payload params) {
        Promise<Admission> promise = Promise.promise();
        return switch (params.json().getString("as", "")) {
            case "enemy" -> Admission.refuse("not_invited");
            case "broken" -> throw new IllegalStateException("cannot decide");
            case "late" -> {
                room().after(Duration.ofMillis(20), () -> promise.complete(Admission.accept()));
                yield Admission.later(promise.future());
            }
            default -> Admission.accept();
        };
    }

    @Override
    public void joined(Player who) {
        log.accept("joined " + who.id());
        room().broadcast("hello", Map.of("id", who.id()));
        room().state().at("players").put(who.id(), who.profile().json().getMap());
    }

    @Override
    public void dropped(Player who) {
        log.accept("dropped " + who.id());
        room().state().at("players", who.id()).put("away", true);
    }

    @Override
    public void returned(Player who) {
        log.accept("returned " + who.id());
        room().state().at("players", who.id()).remove("away");
    }

    @Override
    public void left(Player who, LeaveReason reason) {
        log.accept("left " + who.id() + " " + reason);
        room().state().at("players").remove(who.id());
    }

    @Override
    public HandleResult message(Player who, String event, Payload payload) {
        JsonObject json = payload.isObject() ? payload.json() : new JsonObject();
        return switch (event) {
            case "put" -> {
                room().state().put(json.getString("key"), json.getValue("value"));
                yield HandleResult.ok();
            }
            case "stick" -> {
                room().state().put("stick", json.getValue("value")).put("inputs", ++inputs);
                yield HandleResult.noReply();
            }
            case "big" -> {
                for (int i = 0; i < 20; i++) {
                    room().state().at("big").put("k" + i, "x".repeat(json.getInteger("size") / 20));
                }
                yield HandleResult.ok();
            }
            case "say" -> {
                room().broadcast("said", payload);
                if (kept) {
                    log.accept("said " + room().id() + " in " + room().epoch());
                }
                yield HandleResult.ok(Map.of("to", room().players().size()));
            }
            case "whisper" -> {
                room().send(player(json), "whispered", payload);
                yield HandleResult.ok();
            }
            case "group" -> {
                String group = json.getString("name");
                room().group(who, group);
                room().group(group).put("secret", json.getValue("secret"));
                yield HandleResult.ok();
            }
            case "own" -> {
                room().state(who).put("hand", json.getValue("hand"));
                yield HandleResult.ok();
            }
            case "later" -> {
                Promise<HandleResult> promise = Promise.promise();
                room().async(Future.succeededFuture("done"), done -> promise.complete(HandleResult.ok(done.result())));
                yield HandleResult.async(promise.future());
            }
            case "never" -> HandleResult.async(Promise.<HandleResult>promise().future());
            case "hold" -> {
                room().hold(who, Duration.ofMillis(json.getInteger("millis")));
                yield HandleResult.ok();
            }
            case "kick" -> {
                room().kick(player(json), "cheated");
                yield HandleResult.ok();
            }
            case "keep" -> {
                room().checkpoint();
                yield HandleResult.ok();
            }
            case "where" -> HandleResult.ok(Map.of("node", room().node()));
            case "lock" -> {
                room().lock();
                yield HandleResult.ok();
            }
            case "close" -> {
                room().close("over");
                yield HandleResult.ok();
            }
            case "block" -> {
                BLOCKED.acquireUninterruptibly();
                yield HandleResult.ok();
            }
            case "stop" -> HandleResult.stop(StopReason.NORMAL, HandleResult.ok());
            case "throw" -> throw new IllegalStateException("as it was told");
            default -> HandleResult.unknown(event);
        };
    }

    @Override
    public Future<?> signal(String event, Payload payload) {
        return switch (event) {
            case "where" -> Future.succeededFuture(Map.of("node", room().node(), "told", payload.value()));
            case "throw" -> throw new IllegalStateException("as it was told");
            case "never" -> Promise.promise().future();
            default -> Future.failedFuture("no such signal");
        };
    }

    private Player player(JsonObject json) {
        return room().players().stream()
                .filter(player -> player.id().equals(json.getString("id")))
                .findAny()
                .orElseThrow();
    }

    @Override
    public void tick(Tick tick) {
        room().state().put("turn", tick.number());
    }

    @Override
    public Future<?> dispose(DisposeReason reason) {
        log.accept("dispose " + reason);
        return Future.succeededFuture();
    }
}

package dev.wingbeat.conformance;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.channel.SocketRef;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.tracker.TrackingException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The room of the test vectors: what it does depends on the join payload and on the event. */
final class FixtureRoomChannel implements Channel {

    /** How the channel of a topic ended. */
    record Ended(String topic, StopReason reason) {}

    private record LateReplies(SocketRef ref, int count) {}

    private static final String WELCOME = "welcome";

    /** However many messages are asked for, no more are sent at once. */
    private static final int MAX_WISHED = 1000;

    private final Vertx vertx;
    private final Presence presence;
    private final Consumer<Ended> endings;

    FixtureRoomChannel(Vertx vertx, Presence presence, Consumer<Ended> endings) {
        this.vertx = vertx;
        this.presence = presence;
        this.endings = endings;
    }

    @Override
    public Set<String> intercepts() {
        return Set.of("icpt", "drop_me", "stop_out");
    }

    @Override
    public JoinResult join(String topic, Payload payload, Socket socket) {
        if (payload.isBinary()) {
            return JoinResult.ok(Buffer.buffer("joined:").appendBuffer(payload.binary()));
        }
        return payload.isObject() ? join(payload.json(), socket) : JoinResult.ok();
    }

    private JoinResult join(JsonObject wish, Socket socket) {
        if (wish.containsKey("err")) {
            return JoinResult.errorResponse(wish.getValue("err"));
        } else if (Boolean.TRUE.equals(wish.getValue("deny"))) {
            return JoinResult.error("unauthorized");
        } else if (wish.containsKey("crash")) {
            throw new IllegalStateException("crash on demand");
        } else if (wish.containsKey("pushinjoin")) {
            socket.push("pushed", Map.of());
        } else if (wish.containsKey("selfbcast")) {
            for (int i = 1; i <= Math.min(wish.getInteger("selfbcast"), MAX_WISHED); i++) {
                socket.broadcast("pre", Map.of("i", i));
            }
            socket.sendSelf(WELCOME);
            return JoinResult.ok(Map.of("hello", 1));
        } else if (wish.containsKey("slow")) {
            return JoinResult.async(after(wish.getInteger("slow")).map(late -> JoinResult.ok()));
        }
        return JoinResult.ok();
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, Socket socket) {
        return switch (event) {
            case "echo", "ping" -> HandleResult.ok(payload);
            case "status" -> HandleResult.reply(payload.json().getString("s"), Map.of());
            case "statusp" ->
                HandleResult.reply(payload.json().getString("s"), payload.json().getValue("p"));
            case "reply_error" -> HandleResult.errorResponse(payload);
            case "async" -> replyLater(payload.json(), socket);
            case "noreply" -> HandleResult.noReply();
            case "sleep" ->
                HandleResult.async(after(payload.json().getInteger("ms")).map(late -> HandleResult.ok()));
            case "stop" -> HandleResult.stop(reason(payload));
            case "stopreply" -> HandleResult.stop(reason(payload), HandleResult.ok(Map.of("bye", 1)));
            case "crash" -> throw new IllegalStateException("crash on demand");
            case "track", "update", "updatef", "untrack" -> presence(event, payload.json(), socket);
            case "subscribe" -> {
                socket.subscribe(payload.json().getString("k"));
                yield HandleResult.ok();
            }
            case "unsubscribe" -> {
                socket.unsubscribe(payload.json().getString("k"));
                yield HandleResult.ok();
            }
            case "plist" -> {
                presence.pushState(socket);
                yield HandleResult.noReply();
            }
            default -> send(event, payload, socket);
        };
    }

    private HandleResult presence(String event, JsonObject wish, Socket socket) {
        var key = wish.getString("k");
        var meta = wish.getJsonObject("m", new JsonObject());
        Future<?> done = switch (event) {
            case "track" -> presence.track(socket, key, meta);
            case "update" -> presence.update(socket, key, meta);
            case "updatef" -> presence.update(socket, key, old -> old.mergeIn(meta));
            default -> presence.untrack(socket, key);
        };
        return HandleResult.async(done.map(HandleResult.ok()).recover(FixtureRoomChannel::refused));
    }

    private static Future<HandleResult.Reply> refused(Throwable cause) {
        return switch (cause) {
            case TrackingException e -> Future.succeededFuture(HandleResult.error(e.reason()));
            default -> Future.failedFuture(cause);
        };
    }

    private static HandleResult send(String event, Payload payload, Socket socket) {
        switch (event) {
            case "push" -> {
                for (int i = 1; i <= Math.min(payload.json().getInteger("n"), MAX_WISHED); i++) {
                    socket.push("pushed", Map.of("i", i));
                }
                return HandleResult.ok();
            }
            case "ev" -> {
                socket.broadcast(payload.json().getString("e"), payload);
                return HandleResult.ok();
            }
            case "bfrom" -> {
                socket.broadcastFrom("bf", payload);
                return HandleResult.ok();
            }
            case "bcast" -> {
                socket.broadcast(payload.isBinary() ? "bbin" : "b", payload);
                return payload.isBinary() ? HandleResult.noReply() : HandleResult.ok();
            }
            case "pushbin" -> socket.push("binpush", payload);
            case "push_me" -> socket.push("pushed", payload);
            case "shout", "bin_shout" -> socket.broadcast(event, payload);
            case "shout_from" -> socket.broadcastFrom(event, payload);
            default -> {
                return HandleResult.unknown(event);
            }
        }
        return HandleResult.noReply();
    }

    private static HandleResult replyLater(JsonObject wish, Socket socket) {
        var replies = new LateReplies(socket.ref(), Math.min(wish.getInteger("n"), MAX_WISHED));
        var unused = socket.sendAfter(Duration.ofMillis(wish.getInteger("ms")), replies);
        return HandleResult.noReply();
    }

    @Override
    public HandleResult handleInfo(Object message, Socket socket) {
        if (message.equals(WELCOME)) {
            socket.push(WELCOME, Map.of("a", 1));
            return HandleResult.noReply();
        } else if (message instanceof LateReplies late) {
            for (int i = 1; i <= late.count(); i++) {
                late.ref().reply("ok", Map.of("n", i));
            }
            return HandleResult.noReply();
        }
        return HandleResult.ignored(message);
    }

    @Override
    public HandleResult handleOut(String event, Payload payload, Socket socket) {
        return switch (event) {
            case "icpt" -> {
                socket.push(event, payload.json().copy().put("extra", 1));
                yield HandleResult.noReply();
            }
            case "stop_out" -> HandleResult.stop(StopReason.NORMAL);
            default -> HandleResult.noReply();
        };
    }

    @Override
    public void terminate(StopReason reason, Socket socket) {
        endings.accept(new Ended(socket.topic(), reason));
    }

    private static StopReason reason(Payload payload) {
        var name = payload.isObject() ? payload.json().getString("r", "normal") : "normal";
        return switch (name) {
            case "normal" -> StopReason.NORMAL;
            case "shutdown" -> StopReason.SHUTDOWN;
            default -> StopReason.failure(name);
        };
    }

    private Future<Void> after(int milliseconds) {
        return vertx.timer(milliseconds, TimeUnit.MILLISECONDS).mapEmpty();
    }
}

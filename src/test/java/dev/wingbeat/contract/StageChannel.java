package dev.wingbeat.contract;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.conformance.ConformanceApp;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A channel that waits at gates, and answers every event it does not know with the event's name. */
final class StageChannel implements Channel {

    private final ContractServer stage;
    private final ConformanceApp app;
    private int events;

    StageChannel(ContractServer stage, ConformanceApp app) {
        this.stage = stage;
        this.app = app;
    }

    static Assign<Object> key(String name) {
        return Assign.of(name, Object.class);
    }

    private static Map<String, Object> assigned(Socket socket) {
        Map<String, Object> values = new TreeMap<>();
        socket.assigns().names().forEach(name -> values.put(name, socket.get(key(name))));
        return values;
    }

    @Override
    public JoinResult join(String topic, Payload payload, Socket socket) throws Exception {
        if (payload.isObject() && payload.json().containsKey("gate")) {
            var opened = stage.opened(payload.json().getString("gate"));
            return JoinResult.async(opened.map(open -> JoinResult.ok()));
        } else if (payload.isObject() && payload.json().containsKey("block")) {
            stage.await(payload.json().getString("block"));
            return JoinResult.ok(virtualThread());
        }
        return JoinResult.ok(payload);
    }

    @Override
    public HandleResult handleIn(String event, Payload payload, Socket socket) throws Exception {
        events++;
        return switch (event) {
            case "count" -> HandleResult.ok(Map.of("n", events));
            case "gate" -> {
                int number = events;
                var opened = stage.opened(payload.json().getString("name"));
                yield HandleResult.async(opened.map(open -> HandleResult.ok(Map.of("n", number))));
            }
            case "block" -> {
                stage.await(payload.json().getString("name"));
                yield HandleResult.ok(virtualThread());
            }
            case "fail_later" -> HandleResult.async(Future.failedFuture(new IllegalStateException("later")));
            case "stop_later" ->
                HandleResult.async(stage.opened(payload.json().getString("name"))
                        .map(open -> HandleResult.stop(StopReason.NORMAL)));
            case "reply_at" -> replyAt(payload.json(), socket);
            case "assign" -> {
                socket.assign(
                        key(payload.json().getString("key")), payload.json().getValue("value"));
                yield HandleResult.noReply();
            }
            case "assigns" -> HandleResult.ok(assigned(socket));
            case "ref" -> {
                var unused = socket.ref();
                yield HandleResult.noReply();
            }
            default -> handleMessages(event, payload, socket);
        };
    }

    private static HandleResult handleMessages(String event, Payload payload, Socket socket) {
        switch (event) {
            case "tell_self" -> socket.sendSelf(payload);
            case "tell_self_after" -> {
                var unused = socket.sendAfter(Duration.ofMillis(payload.json().getInteger("ms")), payload);
            }
            case "cancelled" -> socket.sendAfter(Duration.ofMillis(1), payload).cancel();
            case "subscribe" -> socket.subscribe(payload.json().getString("topic"));
            case "unsubscribe" -> socket.unsubscribe(payload.json().getString("topic"));
            case "consume" -> socket.consume(payload.json().getString("address"));
            case "push_list" -> socket.push("list", List.of(1));
            case "broadcast_text" -> socket.broadcast("text", "not an object");
            default -> {
                return HandleResult.ok(Map.of("event", event));
            }
        }
        return HandleResult.noReply();
    }

    private HandleResult replyAt(JsonObject wish, Socket socket) {
        var ref = socket.ref();
        stage.opened(wish.getString("name")).onSuccess(open -> ref.reply("ok", wish));
        return HandleResult.noReply();
    }

    @Override
    public HandleResult handleInfo(Object message, Socket socket) {
        switch (message) {
            case Broadcast broadcast -> socket.push("heard", Map.of("event", broadcast.event()));
            case Payload payload -> socket.push("told", payload);
            case Message<?> fromBus -> socket.push("told", Map.of("text", fromBus.body()));
            default -> socket.push("told", Map.of("text", message.toString()));
        }
        return HandleResult.noReply();
    }

    @Override
    public void terminate(StopReason reason, Socket socket) {
        if (socket.topic().endsWith(":bye")) {
            socket.push("bye", Map.of());
        }
        app.ended(socket.topic(), reason);
    }

    private static Map<String, Object> virtualThread() {
        return Map.of("virtual", Thread.currentThread().isVirtual());
    }
}

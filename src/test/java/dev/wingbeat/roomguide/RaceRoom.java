package dev.wingbeat.roomguide;

import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.Admission;
import dev.wingbeat.room.Player;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomContext;
import dev.wingbeat.room.RoomState;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

final class RaceRoom implements Room {
    private static final double GOAL = 100;

    private record Throttle(double speed) {}

    private final Map<String, Double> speeds = new HashMap<>();
    private RoomContext room;

    @Override
    public void create(RoomContext made, Payload params) {
        room = made;
        room.state().put("goal", GOAL);
    }

    @Override
    public Admission joinAttempt(Player who, Payload params) {
        return room.state().get("winner") == null ? Admission.accept() : Admission.refuse("over");
    }

    @Override
    public void joined(Player who) {
        room.state().at("cars", who.id()).put("x", 0);
    }

    @Override
    public void left(Player who, LeaveReason reason) {
        speeds.remove(who.id());
        room.state().at("cars").remove(who.id());
    }

    @Override
    public HandleResult message(Player who, String event, Payload payload) {
        if (!event.equals("throttle")) {
            return HandleResult.unknown(event);
        }
        speeds.put(who.id(), Math.clamp(payload.as(Throttle.class).speed(), 0, 10));
        return HandleResult.noReply();
    }

    @Override
    public void tick(Tick tick) {
        for (Player player : room.players()) {
            RoomState car = room.state().at("cars", player.id());
            double x = ((Number) car.get("x")).doubleValue() + speeds.getOrDefault(player.id(), 0.0) * tick.seconds();
            car.put("x", x);
            if (x >= GOAL && room.state().get("winner") == null) {
                room.state().put("winner", player.id());
                room.broadcast("won", Map.of("by", player.id()));
                room.checkpoint();
            }
        }
    }

    @Override
    public Payload snapshot() {
        return Payload.of(Map.of("state", room.state().toMap(), "speeds", speeds));
    }

    @Override
    public void restore(RoomContext made, Payload snapshot) {
        room = made;
        JsonObject state = snapshot.json().getJsonObject("state");
        state.forEach(entry -> room.state().put(entry.getKey(), entry.getValue()));
        JsonObject before = snapshot.json().getJsonObject("speeds");
        before.fieldNames().forEach(id -> speeds.put(id, before.getDouble(id)));
    }
}

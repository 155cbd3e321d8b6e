package dev.wingbeat.starter;

import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.Player;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomContext;
import dev.wingbeat.room.RoomOptions;
import io.vertx.core.json.JsonObject;

/** A game of the topics {@code widget:*}, on one node, with players on any: whoever has most points after a minute has won. */
public final class WidgetRoom implements Room {

    private static final int RATE = 10;
    private static final int SECONDS = 60;

    private RoomContext room;

    /** Sets what rooms of this kind are like. */
    public static void options(RoomOptions options) {
        options.rate(RATE).maxPlayers(8).createOnJoin(true);
    }

    @Override
    public void create(RoomContext made, Payload params) {
        room = made;
        room.state().put("seconds", SECONDS);
    }

    @Override
    public void joined(Player who) {
        room.state().at("points").put(who.id(), 0);
    }

    @Override
    public void left(Player who, LeaveReason reason) {
        room.state().at("points").remove(who.id());
    }

    @Override
    public HandleResult message(Player who, String event, Payload payload) {
        if (!event.equals("point")) {
            return HandleResult.unknown(event);
        }
        if (seconds() == 0) {
            return HandleResult.error("over");
        }
        int points = ((Number) room.state().at("points").get(who.id())).intValue() + 1;
        room.state().at("points").put(who.id(), points);
        return HandleResult.ok();
    }

    @Override
    public void tick(Tick tick) {
        if (tick.number() % RATE == 0 && seconds() > 0) {
            room.state().put("seconds", seconds() - 1);
            if (seconds() == 0) {
                room.broadcast("over", room.state().toMap());
                room.lock();
                room.checkpoint();
            }
        }
    }

    private int seconds() {
        return ((Number) room.state().get("seconds")).intValue();
    }

    /** Tells another node what it needs to go on when this one dies. */
    @Override
    public Payload snapshot() {
        return Payload.of(room.state().toMap());
    }

    @Override
    public void restore(RoomContext made, Payload snapshot) {
        room = made;
        JsonObject state = snapshot.json();
        state.forEach(entry -> room.state().put(entry.getKey(), entry.getValue()));
    }
}

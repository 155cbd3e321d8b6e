package dev.wingbeat.room;

import dev.wingbeat.protocol.Payload;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * Everything that a room needs to go on elsewhere: what its application tells, and who has a seat. Internal seam.
 *
 * @param payload a JSON object
 */
public record RoomSnapshot(Payload payload) {

    /**
     * Makes one.
     *
     * @param reserved the tokens of seats that are reserved. Only one that the room goes on by at once has them: later, their owners may
     *     be among the players already
     */
    static RoomSnapshot of(RoomServer server, Payload application, Collection<String> reserved) {
        var seats = new JsonArray();
        for (Seat seat : server.seats().all()) {
            seats.add(new JsonObject()
                    .put("id", seat.id())
                    .put("token", seat.token())
                    .put("hold", seat.hold().toMillis())
                    .put("group", seat.group())
                    .put("profile", seat.profile().json()));
        }
        RoomParams about = server.about();
        return new RoomSnapshot(Payload.of(new JsonObject()
                .put("label", new JsonObject(about.label()))
                .put("hidden", about.hidden())
                .put("locked", server.isLocked())
                .put("seats", seats)
                .put("reserved", new JsonArray(List.copyOf(reserved)))
                .put("binary", application.isBinary())
                .put(
                        "room",
                        application.isBinary()
                                ? Base64.getEncoder()
                                        .encodeToString(application.binary().getBytes())
                                : application.value())));
    }

    /** Returns what the application has told. */
    public Payload application() {
        Object told = payload.json().getValue("room");
        return payload.json().getBoolean("binary") && told instanceof String text
                ? Payload.binary(Base64.getDecoder().decode(text))
                : Payload.of(told);
    }

    RoomParams about() {
        return new RoomParams(Payload.EMPTY, json().getJsonObject("label").getMap(), json().getBoolean("hidden"));
    }

    /** Returns who has a seat. */
    JsonArray seats() {
        return json().getJsonArray("seats");
    }

    /** Returns the tokens of seats that are reserved: those of an older node have none. */
    JsonArray reserved() {
        return json().getJsonArray("reserved", new JsonArray());
    }

    JsonObject json() {
        return payload.json();
    }
}

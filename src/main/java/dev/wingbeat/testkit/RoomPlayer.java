package dev.wingbeat.testkit;

import dev.wingbeat.json.MergePatch;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomOutput;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A player of a {@link RoomHarness}: follows the state as clients do, and keeps what else it is sent. Not thread-safe. */
public final class RoomPlayer {

    private final RoomHarness harness;
    private final RoomInput.Join join;
    private final List<RoomOutput.Pushed> pushes = new ArrayList<>();
    private final Map<Long, RoomOutput.Replied> replies = new HashMap<>();
    private JsonObject state = new JsonObject();
    private @Nullable Payload refusal;
    private @Nullable String token;
    private boolean connected;
    private long refs;
    private long version;

    RoomPlayer(RoomHarness harness, RoomInput.Join join) {
        this.harness = harness;
        this.join = join;
    }

    /** Sends an event, and returns the number by which {@link #reply} knows it. */
    public long send(String event, @Nullable Object payload) {
        long ref = ++refs;
        harness.receive(new RoomInput.Message(join.from(), ref, event, Payload.of(payload)));
        return ref;
    }

    /** Returns the response to an event, and fails unless it has come by now with this status. */
    public Payload reply(long number, String status) {
        RoomOutput.Replied reply = replies.get(number);
        if (reply == null || !reply.status().equals(status)) {
            String got = reply == null ? "none" : reply.status() + ' ' + Match.text(reply.response());
            throw new AssertionError("reply " + number + ": " + got + " (expected: " + status + ")");
        }
        return reply.response();
    }

    /** Returns the state as the player sees it now. */
    public JsonObject state() {
        return state;
    }

    /** Returns the payloads of an event that were pushed until now, those of states and patches not among them. */
    public List<Payload> pushes(String event) {
        return pushes.stream()
                .filter(push -> push.event().equals(event))
                .map(RoomOutput.Pushed::payload)
                .toList();
    }

    /** Loses the connection: the seat is held. */
    public void drop() {
        connected = false;
        harness.receive(new RoomInput.Dropped(join.from()));
    }

    /** Comes back to the seat. */
    public void comeBack() {
        harness.receive(join);
    }

    /** Leaves for good. */
    public void leave() {
        connected = false;
        harness.receive(new RoomInput.Left(join.from()));
    }

    /** Returns whether the player has joined, and neither gone nor been sent away. */
    public boolean isConnected() {
        return connected;
    }

    @Nullable
    Payload refusal() {
        return refusal;
    }

    RoomInput.Join moved() {
        return join.moved(token);
    }

    void joined(RoomOutput.Joined output) {
        connected = true;
        JsonObject response = output.response().json();
        JsonObject room = response.getJsonObject("room");
        token = room.getString("seat");
        version = room.getLong("v");
        state = response.getJsonObject("state", new JsonObject()).copy();
    }

    void refused(RoomOutput.Refused output) {
        refusal = output.response();
    }

    void replied(RoomOutput.Replied output) {
        replies.put(output.ref(), output);
    }

    void gone() {
        connected = false;
    }

    void pushed(RoomOutput.Pushed output) {
        switch (output.event()) {
            case "state" -> {
                JsonObject whole = output.payload().json();
                if (whole.getInteger("part") == 1) {
                    state = new JsonObject();
                }
                merge(whole.getJsonObject("s"));
                version = whole.getLong("v");
            }
            case "patch" -> {
                JsonObject patch = output.payload().json();
                if (patch.getLong("b") != version) {
                    throw new AssertionError(
                            "patch for version " + patch.getLong("b") + " (expected: " + version + ")");
                }
                merge(patch.getJsonObject("p"));
                version = patch.getLong("v");
            }
            default -> pushes.add(output);
        }
    }

    private void merge(JsonObject patch) {
        Object merged = MergePatch.apply(plain(state), plain(patch));
        state = new JsonObject(Payload.of(merged).buffer());
    }

    private static Map<String, Object> plain(JsonObject object) {
        return new JsonObject(object.encode()).getMap();
    }
}

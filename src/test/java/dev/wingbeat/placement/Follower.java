package dev.wingbeat.placement;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.json.MergePatch;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestClient;
import dev.wingbeat.testkit.TestHub;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.Predicate;

/** A client that follows the state of a room, as the documentation's does, and fails when it misses a version. */
final class Follower {

    private final TestChannel channel;
    private JsonObject state = new JsonObject();
    private long version;

    Follower(TestClient client, String topic, Object params) {
        channel = client.join(topic, params);
        JsonObject response = channel.joined().json();
        version = response.getJsonObject("room").getLong("v");
        if (response.containsKey("state")) {
            state = response.getJsonObject("state").copy();
        } else {
            takeState();
        }
    }

    TestChannel channel() {
        return channel;
    }

    JsonObject state() {
        return state;
    }

    JsonObject room() {
        return channel.joined().json().getJsonObject("room");
    }

    /** Has the room take a snapshot, and waits until the nodes have it that are to keep one: what they are asked behind it is answered. */
    void keep(TestHub hub, int... nodes) {
        channel.push("keep").assertReply("ok");
        String[] topic = channel.topic().split(":", 2);
        for (int node : nodes) {
            hub.endpoint(node)
                    .rooms(topic[0])
                    .signal(topic[1], "where", Map.of())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    /** Takes patches until the state is as expected. */
    void await(Predicate<JsonObject> expected) {
        while (!expected.test(state)) {
            takePatch();
        }
    }

    void await(String key, Object value) {
        await(current -> value.equals(current.getValue(key)));
    }

    void takePatch() {
        JsonObject patch = channel.assertPush("patch").json();
        if (patch.getLong("v") <= version) {
            return; // it came ahead of a state that the test has taken first
        }
        assertEquals(version, patch.getLong("b"), () -> "a patch for another version: " + patch);
        merge(patch.getJsonObject("p"));
        version = patch.getLong("v");
    }

    /** Takes the whole state, in as many parts as it has. */
    int takeState() {
        int of = 1;
        for (int part = 1; part <= of; part++) {
            Payload payload = channel.assertPush("state");
            JsonObject pushed = payload.json();
            assertEquals(part, pushed.getInteger("part"));
            of = pushed.getInteger("of");
            if (part == 1) {
                state = new JsonObject();
            }
            merge(pushed.getJsonObject("s"));
            version = pushed.getLong("v");
        }
        return of;
    }

    @SuppressWarnings("unchecked") // an object with an object for a patch is one
    private void merge(JsonObject patch) {
        Map<?, ?> merged = (Map<?, ?>) requireNonNull(MergePatch.apply(plain(state), plain(patch)));
        state = new JsonObject((Map<String, Object>) merged);
    }

    private static Map<String, Object> plain(JsonObject object) {
        return new JsonObject(object.encode()).getMap();
    }
}

package dev.wingbeat.placement;

import dev.wingbeat.room.RoomKey;
import dev.wingbeat.roomloop.RoomLoop;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lets rooms go on whose loop stood still, once each of the other nodes has said which of them it knows to be elsewhere: these step down
 * first. When nobody else is there the rooms wait a little, and longer when somebody was there before: the cluster takes its time to let in
 * again who was given up. {@link #tick} is confined to one timer; the rest may be used from any thread.
 */
final class Thaw {

    /** Ticks without another node after which rooms go on: of this standstill, and in all. */
    private static final int ALONE_TICKS = 8;

    private static final int LONE_TICKS = 80;

    private static final int ROOMS_A_QUESTION = 256;
    private static final long ASK_MILLIS = 2_000;

    private final NodeRooms rooms;
    private int thawing;
    private int alone;
    private Future<?> asked = Future.succeededFuture();

    Thaw(NodeRooms rooms) {
        this.rooms = rooms;
    }

    /** Looks for loops that stood still, and asks the other nodes about their rooms. */
    void tick() {
        Set<String> hubs = rooms.members().otherHubs();
        alone = hubs.isEmpty() ? alone + 1 : 0;
        Map<RoomLoop, Integer> frozen = rooms.owned().frozen();
        if (frozen.isEmpty() || !asked.isComplete()) {
            thawing = 0;
        } else if (!hubs.isEmpty()) {
            asked = ask().onSuccess(all -> frozen.forEach(RoomLoop::thaw));
        } else if (++thawing >= ALONE_TICKS && alone >= LONE_TICKS) {
            frozen.forEach(RoomLoop::thaw);
        }
    }

    /** Asks the other nodes about the rooms of this one; completes when those that are elsewhere have been told to step down. */
    Future<?> ask() {
        return Future.all(rooms.members().otherHubs().stream().map(this::ask).toList());
    }

    private Future<Void> ask(String hub) {
        List<Map.Entry<RoomKey, Activation>> all =
                List.copyOf(rooms.owned().activations().entrySet());
        List<Future<?>> answers = new ArrayList<>();
        for (int from = 0; from < Math.max(1, all.size()); from += ROOMS_A_QUESTION) {
            var about = new JsonArray();
            all.subList(from, Math.min(all.size(), from + ROOMS_A_QUESTION))
                    .forEach(room -> about.add(written(room.getKey(), room.getValue())));
            var question = new JsonObject()
                    .put("ask", "later")
                    .put("topic", Questions.NODES)
                    .put("rooms", about);
            answers.add(
                    rooms.asks().ask(hub, Questions.NODES, question, ASK_MILLIS).compose(this::learn));
        }
        return Future.all(answers).mapEmpty();
    }

    private Future<Void> learn(JsonObject answer) {
        if (answer.containsKey("reason")) {
            return Future.failedFuture(answer.getString("reason"));
        }
        JsonArray later = answer.getJsonArray("later");
        for (int i = 0; i < later.size(); i++) {
            JsonObject one = later.getJsonObject(i);
            rooms.learn(key(one), activation(one));
        }
        return Future.succeededFuture();
    }

    /** Answers another node which of its rooms have gone on elsewhere; not while it is not seen here, since some may be about to. */
    Future<JsonObject> answer(String origin, JsonObject question) {
        if (!rooms.members().present().contains(origin)) {
            return Future.failedFuture(origin + " is not seen");
        }
        return Future.succeededFuture(new JsonObject()
                .put(
                        "later",
                        question.getJsonArray("rooms").stream()
                                .map(JsonObject.class::cast)
                                .filter(one -> rooms.find(key(one)).isAfter(activation(one)))
                                .map(one -> written(key(one), rooms.find(key(one))))
                                .collect(Collectors.collectingAndThen(Collectors.toList(), JsonArray::new))));
    }

    private static JsonObject written(RoomKey key, Activation at) {
        return new JsonObject()
                .put("kind", key.kind())
                .put("id", key.id())
                .put("node", at.node())
                .put("epoch", at.epoch());
    }

    private static RoomKey key(JsonObject one) {
        return new RoomKey(one.getString("kind"), one.getString("id"));
    }

    private static Activation activation(JsonObject one) {
        return new Activation(one.getString("node"), one.getLong("epoch"));
    }
}

package dev.wingbeat.placement;

import dev.wingbeat.relay.RoomItem;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.roomloop.RoomLoop;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * The last state of a room of this node that gave way: sent to the later activation until that has it, since the nodes may only
 * just see each other again. Confined to the room's loop.
 */
final class Remains {

    private static final int TRIES = 30;
    private static final long AGAIN_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long ASK_MILLIS = 2_000;

    private final NodeRooms rooms;
    private final RoomKey key;
    private final Copies.Kept kept;
    private final RoomLoop loop;
    private int tries;

    Remains(NodeRooms rooms, RoomKey key, Copies.Kept kept, RoomLoop loop) {
        this.rooms = rooms;
        this.key = key;
        this.kept = kept;
        this.loop = loop;
    }

    /** Sends it, as soon as it is known where the later activation is. */
    void send() {
        Activation later = rooms.find(key);
        if (!later.isAfter(kept.of()) || later.node().equals(rooms.nodeName())) {
            again();
            return;
        }
        rooms.copies().send(later.node(), key, kept, RoomItem.Use.ABSORB);
        var question = new JsonObject()
                .put("ask", "absorbed")
                .put("topic", key.topic())
                .put("kind", key.kind())
                .put("id", key.id())
                .put("node", kept.of().node())
                .put("epoch", kept.of().epoch());
        rooms.asks()
                .ask(later.node(), key.topic(), question, ASK_MILLIS)
                .map(answer -> answer.getBoolean("absorbed", true)) // earlier releases do not say
                .otherwise(false)
                .onSuccess(absorbed -> {
                    if (!absorbed) {
                        again();
                    }
                });
    }

    private void again() {
        loop.execute(() -> {
            if (tries++ < TRIES) {
                loop.at(loop.nanoTime() + AGAIN_NANOS, this::send);
            }
        });
    }

    /** Answers whether a room of this node has what it is asked about. */
    static JsonObject answer(NodeRooms rooms, RoomKey key, JsonObject question) {
        var loser = new Activation(question.getString("node"), question.getLong("epoch"));
        return new JsonObject().put("absorbed", rooms.copies().hasAbsorbed(key, loser));
    }
}

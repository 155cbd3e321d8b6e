package dev.wingbeat.placement;

import dev.wingbeat.relay.RoomItem;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomSnapshot;
import dev.wingbeat.roomloop.RoomLoop;
import dev.wingbeat.roomloop.RoomMeters;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The newest snapshot of a room of this node, and the node that has it, too. Confined to the room's loop. */
final class Backup {

    private final NodeRooms rooms;
    private final RoomKey key;
    private final Activation activation;
    private @Nullable RoomSnapshot latest;
    private @Nullable String copiedTo;

    /** All nodes that have been sent a copy: who was the backup before keeps it, in case the next one is lost, too. */
    private final Set<String> holders = new HashSet<>();

    Backup(NodeRooms rooms, RoomKey key, Activation activation) {
        this.rooms = rooms;
        this.key = key;
        this.activation = activation;
    }

    /** Sets the snapshot that another node is still to have. */
    void set(RoomSnapshot snapshot) {
        latest = snapshot;
    }

    /** Sends the newest to the node that is to go on with the room, should this one die. */
    void copy() {
        String backup = rooms.members().backup(key);
        Copies.Kept kept = kept(RoomMeters.Cause.LOST);
        if (kept != null && backup != null) {
            copiedTo = backup;
            holders.add(backup);
            rooms.copies().send(backup, key, kept, RoomItem.Use.KEEP);
        }
    }

    /** Sends it when another node is to have it than before. */
    void membersChanged() {
        String backup = rooms.members().backup(key);
        if (backup != null && !backup.equals(copiedTo)) {
            copy();
        }
    }

    /** Lets another node go on with the room by a snapshot; completes when one does, or none will. */
    Future<Void> handOver(Copies.Kept kept, RoomLoop loop) {
        return new Copies.Handover(rooms, key, kept, loop).begin().onSuccess(done -> {
            if (rooms.find(key).isAfter(activation)) {
                over();
            }
        });
    }

    /** Tells the other nodes that they need not keep what this activation has sent them. */
    void over() {
        holders.retainAll(rooms.members().present());
        holders.forEach(node -> rooms.lines().send(node, key.topic(), new RoomItem.Over(key, activation.epoch())));
    }

    /** Returns how many bytes the snapshot has. */
    long weight() {
        return latest == null ? 0 : latest.payload().length();
    }

    /** Returns where the snapshot is, too, and how many bytes it has; for people. */
    JsonObject json() {
        return new JsonObject().put("node", copiedTo).put("bytes", weight());
    }

    /** Returns what is to be gone on with, null when there is nothing. */
    Copies.@Nullable Kept kept(RoomMeters.Cause cause) {
        return latest == null ? null : new Copies.Kept(activation, latest, cause);
    }
}

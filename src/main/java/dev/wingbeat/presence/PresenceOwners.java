package dev.wingbeat.presence;

import dev.wingbeat.channel.InternalSocket;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.tracker.Tracker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The owners that channels are, until their end, and which metas an owner may have. May be used from any thread. */
final class PresenceOwners {

    private final Tracker tracker;
    private final int maxFrame;
    private final Supplier<PacedUpdates> pace;
    private final Map<Socket, TrackedOwner> channels = new ConcurrentHashMap<>();

    PresenceOwners(Tracker tracker, int maxFrame, Supplier<PacedUpdates> pace) {
        this.pace = pace;
        this.tracker = tracker;
        this.maxFrame = maxFrame;
    }

    /** Makes an owner, whose end is up to the caller. */
    TrackedOwner make() {
        return new TrackedOwner(this, tracker, tracker.newOwner(), pace.get());
    }

    /** Returns the owner that a channel is, until its end. */
    TrackedOwner of(Socket socket) {
        TrackedOwner known = channels.get(socket);
        if (known != null) {
            return known;
        }
        TrackedOwner made = socket instanceof InternalSocket internal
                ? new TrackedOwner(this, tracker, tracker.newOwner(internal::charge), pace.get())
                : make();
        TrackedOwner other = channels.putIfAbsent(socket, made);
        if (other != null) {
            return other;
        }
        socket.onEnd(() -> {
            channels.remove(socket, made);
            made.end();
        });
        return made;
    }

    /** Returns how many channels are owners. */
    int size() {
        return channels.size();
    }

    /**
     * Returns a meta as it is to be tracked.
     *
     * @throws IllegalArgumentException when it is no JSON object, or too large
     */
    Payload meta(String topic, String key, Object value) {
        Payload meta = Payload.of(value);
        if (!meta.isObject()) {
            throw new IllegalArgumentException("meta: " + meta + " (expected: a JSON object)");
        }
        int limit = PresenceFrames.metaLimit(topic, key, maxFrame);
        if (meta.length() > limit) {
            throw new IllegalArgumentException("meta: " + meta.length() + " bytes (expected: <= " + limit
                    + ", so that an update fits into a frame)");
        }
        return meta;
    }
}

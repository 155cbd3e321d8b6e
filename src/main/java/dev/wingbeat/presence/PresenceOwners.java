package dev.wingbeat.presence;

import dev.wingbeat.channel.InternalSocket;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.tracker.Tracker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The owners of what channels track, each until the end of its channel. May be used from any thread. */
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
        return new TrackedOwner(tracker, tracker.newOwner(), maxFrame, pace.get());
    }

    /** Returns the owner of what a channel tracks; it ends with the channel. */
    TrackedOwner of(Socket socket) {
        TrackedOwner known = channels.get(socket);
        if (known != null) {
            return known;
        }
        TrackedOwner made = socket instanceof InternalSocket internal
                ? new TrackedOwner(tracker, tracker.newOwner(internal::charge), maxFrame, pace.get())
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

    /** Returns how many channels have an owner. */
    int size() {
        return channels.size();
    }
}

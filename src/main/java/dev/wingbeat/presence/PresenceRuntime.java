package dev.wingbeat.presence;

import dev.wingbeat.channel.Socket;
import io.vertx.core.Future;
import java.util.Map;

/** The platform under a {@link Presence}: an endpoint, or a test. Internal seam between presence and testkit. */
public interface PresenceRuntime {

    /** Pushes the state of its topic to a channel's client, and tracks the channel behind it. */
    Future<String> join(Socket socket, Object key, Object meta);

    /** Pushes the state of its topic to a channel's client. */
    void pushState(Socket socket);

    /** Returns the owner that a channel is. */
    PresenceOwner owner(Socket socket);

    /** Makes an owner, whose end is up to the caller. */
    PresenceOwner newOwner();

    /** Returns the list of a topic, with what the application adds to it. */
    Future<Map<String, PresenceEntry>> list(String topic);

    /** Returns what is present under one key, with what the application adds to it. */
    Future<PresenceEntry> getByKey(String topic, String key);

    /** Returns how many keys are present in a topic. */
    int count(String topic);
}

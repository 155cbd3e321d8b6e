package dev.wingbeat.presence;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;

/**
 * An owner of presences: everything that it tracks leaves when it ends. A channel is one by itself, see {@link Presence#owner};
 * something else, such as a bot or a connection without channels, gets one by {@link Presence#newOwner}.
 *
 * <p>May be used from any thread. Keys may be of any type; on the wire they are strings, as {@link String#valueOf(Object)}
 * writes them. Metas are anything that becomes a JSON object, see {@link dev.wingbeat.protocol.Payload#of(Object)}.
 */
public interface PresenceOwner {

    /**
     * Adds a presence. Returns its {@code phx_ref}; fails with a {@link dev.wingbeat.tracker.TrackingException} when this
     * owner tracks the key in the topic already, and after the end.
     *
     * @throws IllegalArgumentException when the meta is no JSON object, or larger than half a frame
     */
    Future<String> track(String topic, Object key, Object meta);

    /**
     * Replaces the meta of a presence. Returns its new {@code phx_ref}; fails with a {@link
     * dev.wingbeat.tracker.TrackingException} when this owner does not track the key in the topic.
     *
     * @throws IllegalArgumentException when the meta is no JSON object, or larger than half a frame
     */
    Future<String> update(String topic, Object key, Object meta);

    /**
     * Replaces the meta of a presence by what a function makes of it: it is given a copy of the fields, which it may change
     * and return. It runs on an event loop and must not block.
     */
    Future<String> update(String topic, Object key, Function<JsonObject, ?> change);

    /** Removes a presence; nothing happens when there is none. */
    Future<Void> untrack(String topic, Object key);

    /** Removes all presences of this owner, for good: what it tracks from now on is refused. */
    void end();
}

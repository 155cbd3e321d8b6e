package dev.wingbeat.presence;

import dev.wingbeat.protocol.Payload;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The public data of one presence: the application's own fields, {@code phx_ref}, and {@code phx_ref_prev} after an update.
 *
 * @param payload the JSON object, as it is on the wire
 */
public record PresenceMeta(Payload payload) {

    /** Returns the ref of this version of the presence: unique in the cluster, the same on all nodes. */
    public String ref() {
        return json().getString("phx_ref");
    }

    /** Returns the ref before the last update, null when there was none. */
    public @Nullable String previousRef() {
        return json().getString("phx_ref_prev");
    }

    /** Returns all fields, read-only. */
    public JsonObject json() {
        return payload.json();
    }

    /** Returns the fields as an object of a class; see {@link Payload#as}. */
    public <T> T as(Class<T> type) {
        return payload.as(type);
    }
}

package dev.wingbeat.trace;

import dev.wingbeat.protocol.Payload;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The key of a payload in which clients say where they are in a trace, as messages have no headers. Internal seam.
 *
 * @param name what stands there is a {@code traceparent}
 */
public record TraceKey(String name) {

    /** Returns what a client says; null when it says nothing, or nothing that makes sense. */
    public @Nullable TraceContext in(Payload payload) {
        return payload.isObject() && payload.json().getValue(name) instanceof String said
                ? TraceContext.parse(said)
                : null;
    }

    /** Returns the payload without the key. */
    public Payload removedFrom(Payload payload) {
        if (!payload.isObject() || !payload.json().containsKey(name)) {
            return payload;
        }
        JsonObject rest = payload.json().copy();
        rest.remove(name);
        return Payload.of(rest);
    }
}

package dev.wingbeat.connection;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the application's session out of a request's cookies. */
@FunctionalInterface
public interface SessionReader {

    /**
     * Returns the session that the cookies carry, null when there is none or it is not genuine. Called before
     * {@link dev.wingbeat.connection.UserSocket#connect}, on the event loop: it must not block. An exception answers HTTP 500.
     */
    @Nullable
    Map<String, Object> read(Map<String, String> cookies);
}

package dev.wingbeat.connection;

import static java.lang.System.Logger.Level.ERROR;

import dev.wingbeat.protocol.RateLimitedLog;

/** Logs a {@code connect} that is at fault; clients can cause it, so it is one line in ten seconds. */
final class ConnectLog {

    private static final RateLimitedLog NO_RESULT =
            new RateLimitedLog(System.getLogger(UserSocket.class.getName()), ERROR);

    private ConnectLog() {}

    /** The application has not decided about a client, who is refused. */
    static void noResult(UserSocket asked) {
        NO_RESULT.log(() -> "connect of " + asked.getClass().getName()
                + " returned null (expected: a ConnectResult), the client is refused");
    }
}

package dev.wingbeat.channel;

import dev.wingbeat.protocol.WingbeatException;

/** Signals a callback that has not decided within the time that its route gives it. */
final class CallbackTimeoutException extends WingbeatException {

    private static final long serialVersionUID = 1L;

    CallbackTimeoutException(ChannelRoute route) {
        super("a callback has not decided (expected: within "
                + route.callbackTimeout().toMillis() + " ms, the callback timeout of route " + route.pattern() + ")");
    }
}

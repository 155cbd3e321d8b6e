package dev.wingbeat.client;

import dev.wingbeat.protocol.WingbeatException;

/** Signals that an operation of a {@link PhoenixClient} or {@link ClientChannel} failed. */
public sealed class ClientException extends WingbeatException
        permits RefusedException, TimedOutException, DisconnectedException, OverflowException {

    private static final long serialVersionUID = 1L;

    ClientException(String message) {
        super(message);
    }

    ClientException(String message, Throwable cause) {
        super(message, cause);
    }
}

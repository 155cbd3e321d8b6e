package dev.wingbeat.client;

/**
 * Signals that the connection, or the channel, ended before there was a reply. A message that was sent is not sent again:
 * whether the server has handled it is not known.
 */
public final class DisconnectedException extends ClientException {

    private static final long serialVersionUID = 1L;

    private final transient Disconnect reason;

    DisconnectedException(String what, Disconnect reason) {
        super(what + ": " + reason.text());
        this.reason = reason;
    }

    /** Returns how the connection or the channel ended. */
    public Disconnect reason() {
        return reason;
    }
}

package dev.wingbeat.client;

import dev.wingbeat.protocol.Payload;

/** Signals that the server has answered a join or push with another status than {@code ok}. */
public final class RefusedException extends ClientException {

    private static final long serialVersionUID = 1L;

    private final String status;
    private final transient Payload response;

    RefusedException(String what, String status, Payload response) {
        super(what + ": " + status + ' ' + (response.isBinary() ? response.length() + " bytes" : response.buffer()));
        this.status = status;
        this.response = response;
    }

    /** Returns the status, by convention {@code error}. */
    public String status() {
        return status;
    }

    /** Returns the server's response. */
    public Payload response() {
        return response;
    }
}

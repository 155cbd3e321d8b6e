package dev.wingbeat.admin;

import java.util.Locale;

/** The reason for refusing a command, with its HTTP status. Internal seam. */
public enum Problem {
    JSON_INVALID(400),
    FIELD_UNKNOWN(400),
    FIELD_MISSING(400),
    FIELD_INVALID(400),
    TOPIC_INVALID(400),
    EVENT_INVALID(400),
    CURSOR_INVALID(400),
    KEY_MISSING(401),
    KEY_INVALID(401),
    SCOPE_MISSING(403),
    TOPIC_FORBIDDEN(403),
    NOT_FOUND(404),
    METHOD(405),
    CONFLICT(409),
    TOO_LARGE(413),
    CONTENT_TYPE(415),
    IDEMPOTENCY_MISMATCH(422),
    RATE_LIMITED(429),
    INTERNAL(500),
    NOT_READY(503),
    DRAINING(503),
    OVERLOADED(503);

    private final int status;

    Problem(int status) {
        this.status = status;
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns its name on the wire, in lower case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}

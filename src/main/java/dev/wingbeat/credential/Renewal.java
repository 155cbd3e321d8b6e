package dev.wingbeat.credential;

import org.jspecify.annotations.Nullable;

/** The result of presenting a token to a connection. Internal seam. */
public sealed interface Renewal {

    /**
     * The connection, or the channel, goes on.
     *
     * @param expiresIn for so many seconds, null for ever
     */
    record Renewed(@Nullable Long expiresIn) implements Renewal {}

    /** Nothing changes: what was presented before counts until it ends. */
    record Refused(String reason) implements Renewal {

        /** The token is somebody else's. */
        public static final Refused SUBJECT_MISMATCH = new Refused("subject_mismatch");

        /** No channel of this topic is there that was joined by a token. */
        public static final Refused NOT_JOINED = new Refused("not_joined");

        static Refused of(Verification.Reason reason) {
            return new Refused(reason.code());
        }
    }
}

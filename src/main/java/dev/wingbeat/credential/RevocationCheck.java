package dev.wingbeat.credential;

import dev.wingbeat.connection.Credentials;

/** Knows what has been revoked. Internal seam; may be asked from any thread, many times a second. */
public interface RevocationCheck {

    /** Finds nothing revoked. */
    RevocationCheck NONE = new RevocationCheck() {
        @Override
        public boolean isRevoked(Credentials credentials) {
            return false;
        }

        @Override
        public long version() {
            return 0;
        }
    };

    /** Returns whether nobody may be let in by these any more. */
    boolean isRevoked(Credentials credentials);

    /** Returns a number that is another one whenever more has been revoked. */
    long version();
}

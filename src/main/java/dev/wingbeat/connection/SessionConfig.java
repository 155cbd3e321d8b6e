package dev.wingbeat.connection;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a mount gets at the application's session.
 *
 * <p>Browsers send cookies along with requests that a foreign page starts, so a session counts only when the connect
 * parameter {@code _csrf_token} equals the token that the session holds. Without it the session is null; the connection is
 * not refused.
 *
 * @param reader reads the session out of the cookies
 * @param csrfKey the session key that holds the token
 * @param checkCsrf whether the token is demanded at all
 */
public record SessionConfig(SessionReader reader, String csrfKey, boolean checkCsrf) {

    /** Demands the token that the session holds under {@code _csrf_token}. */
    public static SessionConfig of(SessionReader reader) {
        return new SessionConfig(reader, "_csrf_token", true);
    }

    /** Checks that a session that is asked for can be read, and that something protects it. */
    public static void requireSafe(
            Set<ConnectInfoKey> connectInfo, @Nullable SessionConfig session, @Nullable OriginCheck checkOrigin) {
        if (session == null) {
            if (connectInfo.contains(ConnectInfoKey.SESSION)) {
                throw new IllegalArgumentException("connectInfo: SESSION without session (expected: a session reader)");
            }
        } else if (!session.checkCsrf && OriginCheck.NONE.equals(checkOrigin)) {
            throw new IllegalArgumentException(
                    "checkOrigin: none, checkCsrf: false (expected: at least one check where a session is read)");
        }
    }

    /** Returns a copy with another session key for the token. */
    public SessionConfig withCsrfKey(String csrfKey) {
        return new SessionConfig(reader, csrfKey, checkCsrf);
    }

    /** Returns a copy that demands the token or not; without it the origin check must be on. */
    public SessionConfig withCheckCsrf(boolean checkCsrf) {
        return new SessionConfig(reader, csrfKey, checkCsrf);
    }
}

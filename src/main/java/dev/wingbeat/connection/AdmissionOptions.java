package dev.wingbeat.connection;

import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Options that all kinds of mounts have in common: which clients may connect, and what the user socket is told about them. Not
 * thread-safe.
 *
 * <p>Browsers send cookies along with requests that a foreign page starts, so a session counts only when the connect parameter
 * {@code _csrf_token} equals the token that the session holds. Without it the session is null; the connection is not refused.
 *
 * @param <T> the options of the kind of mount
 */
public abstract class AdmissionOptions<T extends AdmissionOptions<T>> {

    /** Answers 403 with an empty body, whatever the reason. */
    static final Function<String, HttpRefusal> FORBIDDEN = reason -> HttpRefusal.FORBIDDEN;

    private @Nullable OriginCheck checkOrigin;
    private Set<ConnectInfoKey> connectInfo = Set.of();
    private @Nullable SessionReader session;
    private String csrfKey = "_csrf_token";
    private boolean checkCsrf = true;
    private Function<String, HttpRefusal> errorHandler = FORBIDDEN;

    /** Creates the defaults: every client may connect whose origin the endpoint allows. */
    protected AdmissionOptions() {}

    /** Copies all values of another one, as they are now. */
    public T from(T other) {
        AdmissionOptions<?> given = other;
        checkOrigin = given.checkOrigin;
        connectInfo = given.connectInfo;
        session = given.session;
        csrfKey = given.csrfKey;
        checkCsrf = given.checkCsrf;
        errorHandler = given.errorHandler;
        return self();
    }

    /** Sets which origins may connect; null, the default, for the endpoint's setting. */
    public T checkOrigin(@Nullable OriginCheck checkOrigin) {
        this.checkOrigin = checkOrigin;
        return self();
    }

    public @Nullable OriginCheck checkOrigin() {
        return checkOrigin;
    }

    /** Sets which facts {@code connect} is told beside the parameters and the session; none by default. */
    public T connectInfo(ConnectInfoKey... connectInfo) {
        this.connectInfo = Set.of(connectInfo);
        return self();
    }

    public Set<ConnectInfoKey> connectInfo() {
        return connectInfo;
    }

    /** Sets the reader that finds the session in the cookies, for {@code connect}; null, the default, for no session. */
    public T session(@Nullable SessionReader session) {
        this.session = session;
        return self();
    }

    /** Sets the key under which the session holds its token, {@code _csrf_token} by default. */
    public T csrfKey(String csrfKey) {
        this.csrfKey = csrfKey;
        return self();
    }

    /** Sets whether that token is demanded, as it is by default; without it the origin check must be on. */
    public T checkCsrf(boolean checkCsrf) {
        this.checkCsrf = checkCsrf;
        return self();
    }

    /**
     * Sets the function that turns the reason given to {@link ConnectResult#refuse(String)} into an answer, 403 by default;
     * long-poll has an answer of its own. It runs on the event loop and must not block.
     */
    public T errorHandler(Function<String, HttpRefusal> errorHandler) {
        this.errorHandler = errorHandler;
        return self();
    }

    public Function<String, HttpRefusal> errorHandler() {
        return errorHandler;
    }

    /**
     * Checks that the values fit each other. Called by the builder of an endpoint.
     *
     * @throws IllegalArgumentException for a session that neither the origin check nor the CSRF check protects
     */
    public void check() {
        if (session != null && !checkCsrf && OriginCheck.NONE.equals(checkOrigin)) {
            throw new IllegalArgumentException(
                    "checkOrigin: none, checkCsrf: false (expected: at least one check where a session is read)");
        }
    }

    ConnectInfoCollector.@Nullable Session sessionRead() {
        return session == null ? null : new ConnectInfoCollector.Session(session, csrfKey, checkCsrf);
    }

    /** Returns this. */
    @SuppressWarnings("unchecked") // T is the class itself
    protected final T self() {
        return (T) this;
    }
}

package dev.wingbeat.admin;

import dev.wingbeat.protocol.WingbeatException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Signals a command that is refused: the fault is the caller's, or the node is not able to. Internal seam. */
public final class AdminException extends WingbeatException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final @Nullable String field;
    private final long retryAfterMillis;

    /** Makes one about a field, or about no field in particular. */
    public AdminException(Problem problem, String message, @Nullable String field) {
        this(problem, message, field, 0);
    }

    private AdminException(Problem problem, String message, @Nullable String field, long retryAfterMillis) {
        super(message);
        this.problem = problem;
        this.field = field;
        this.retryAfterMillis = retryAfterMillis;
    }

    /** Makes one for who asks too often, and may ask again after some time. */
    public static AdminException rateLimited(String limit, long millis) {
        return new AdminException(Problem.RATE_LIMITED, limit + " (expected: fewer, later)", null, millis);
    }

    /** Makes one about no field in particular. */
    public AdminException(Problem problem, String message) {
        this(problem, message, null);
    }

    /** Reads what {@link #json} has written. */
    static AdminException of(JsonObject json) {
        Problem problem = Problem.INTERNAL;
        for (Problem known : Problem.values()) {
            problem = known.code().equals(json.getValue("code")) ? known : problem;
        }
        String field = json.getValue("field") instanceof String named ? named : null;
        return new AdminException(problem, String.valueOf(json.getValue("message")), field);
    }

    /** Returns any failure as one of these: what is not foreseen is told as internal. */
    public static AdminException of(Throwable cause) {
        return cause instanceof AdminException known
                ? known
                : new AdminException(Problem.INTERNAL, cause.getClass().getSimpleName() + ", see the log of the node");
    }

    /** Returns the kind of refusal. */
    public Problem problem() {
        return problem;
    }

    /** Returns after how many milliseconds to ask again, 0 when that does not matter. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }

    /** Returns {@code code}, {@code message} and, if there are any, {@code field} and {@code retry_after_ms}. */
    public JsonObject json() {
        var json = new JsonObject().put("code", problem.code()).put("message", getMessage());
        if (retryAfterMillis > 0) {
            json.put("retry_after_ms", retryAfterMillis);
        }
        return field == null ? json : json.put("field", field);
    }

    /** Without a stack trace: callers can cause it at will. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}

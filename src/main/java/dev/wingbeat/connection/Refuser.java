package dev.wingbeat.connection;

import static java.lang.System.Logger.Level.INFO;

import dev.wingbeat.connection.TransportMetrics.Refusal;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;

/**
 * Counts and answers the requests that a mount refuses.
 *
 * <p>Internal seam.
 *
 * @param metrics counts who is let in, and who is not
 * @param errorHandler turns the application's reason for a refusal into its answer
 * @param answer sends the answers
 */
public record Refuser(TransportMetrics metrics, Function<String, HttpRefusal> errorHandler, Answer answer) {

    private static final RateLimitedLog REFUSED = new RateLimitedLog(System.getLogger(Refuser.class.getName()), INFO);

    /** Sends the answer to a request that is refused. */
    @FunctionalInterface
    public interface Answer {

        /** Sends the answer, unless there is one already. */
        void send(HttpServerRequest request, HttpRefusal refusal);
    }

    /** Makes one that answers as the options of its mount say. */
    public Refuser(AdmissionOptions<?> options, TransportMetrics metrics) {
        this(metrics, options.errorHandler(), (request, refusal) -> refusal.send(request));
    }

    /** Makes one that answers in a way of its own, whatever the application's reason. */
    public Refuser(TransportMetrics metrics, Answer answer) {
        this(metrics, AdmissionOptions.FORBIDDEN, answer);
    }

    /** Refuses a request, and tells operators why. */
    void refuse(HttpServerRequest request, Refusal kind, String why, HttpRefusal refusal) {
        REFUSED.log(() -> "refused " + request.remoteAddress() + " at " + path(request) + why);
        refuse(request, kind, refusal);
    }

    /** Returns the path of a request, for a line of the log. */
    static String path(HttpServerRequest request) {
        return LogText.of(String.valueOf(request.path()));
    }

    /** Refuses a request. */
    public void refuse(HttpServerRequest request, Refusal why, HttpRefusal refusal) {
        metrics.refused(why);
        answer.send(request, refusal);
    }
}

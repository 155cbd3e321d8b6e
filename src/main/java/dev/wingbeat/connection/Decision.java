package dev.wingbeat.connection;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.connection.ConnectOutcome.Connected;
import dev.wingbeat.connection.TransportMetrics.Refusal;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.pubsub.Loop;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Waits for the application's decision about a request; answers the request unless its client may connect. */
record Decision(HttpServerRequest request, Refuser refuser, Duration timeout, Loop loop) {

    private static final System.Logger LOGGER = System.getLogger(Decision.class.getName());
    private static final RateLimitedLog FAILED = new RateLimitedLog(LOGGER, ERROR);
    private static final RateLimitedLog UNDECIDED = new RateLimitedLog(LOGGER, WARNING);

    /** Goes on with a client that may connect: on the loop, now or later. */
    void await(Future<ConnectOutcome> outcome, Consumer<Connected> then) {
        Future<ConnectOutcome> inTime = outcome;
        if (!outcome.isComplete()) {
            request.pause();
            inTime = outcome.timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
        inTime.onComplete(
                decided -> loop.run(() -> settle(decided, then)),
                cause -> loop.run(outcome.failed() ? () -> fail(cause) : this::late));
    }

    private void settle(ConnectOutcome outcome, Consumer<Connected> then) {
        if (request.response().closed()) {
            LOGGER.log(DEBUG, "a client has gone before connect had decided");
            return;
        }
        try {
            switch (outcome) {
                case Connected connected -> then.accept(connected);
                case ConnectOutcome.NotFound notFound ->
                    refuser.refuse(request, Refusal.MALFORMED, new HttpRefusal(404, ""));
                case ConnectOutcome.WrongVersion wrong ->
                    refuser.refuse(
                            request,
                            Refusal.VERSION,
                            ": its version of the protocol is not served",
                            HttpRefusal.FORBIDDEN);
                case ConnectOutcome.Refused(var reason) ->
                    refuser.refuse(
                            request,
                            Refusal.USER,
                            ": the application's connect says no" + (reason == null ? "" : ": " + reason),
                            reason == null
                                    ? HttpRefusal.FORBIDDEN
                                    : refuser.errorHandler().apply(reason));
                case ConnectOutcome.Unavailable unavailable ->
                    refuser.refuse(
                            request,
                            Refusal.UNAVAILABLE,
                            ": the application cannot decide now",
                            HttpRefusal.UNAVAILABLE);
            }
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void late() {
        UNDECIDED.log(() -> "connect at " + Refuser.path(request) + " did not decide in " + timeout + ": answered 503");
        refuser.refuse(request, Refusal.TIMEOUT, HttpRefusal.UNAVAILABLE);
    }

    private void fail(Throwable cause) {
        FAILED.log(() -> "connect at " + Refuser.path(request) + " failed: answered 500", cause);
        refuser.metrics().refused(Refusal.CRASHED);
        if (!request.response().headWritten()) {
            refuser.answer().send(request, new HttpRefusal(500, "Internal Server Error"));
        }
    }
}

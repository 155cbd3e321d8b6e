package dev.wingbeat.connection;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.limit.AddressLimit.Place;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.pubsub.Loop;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The steps by which a mount decides whether a client may connect, those that WebSockets and event streams have in common.
 * What a step refuses it answers.
 *
 * <p>Internal seam.
 *
 * @param checkOrigin which origins may connect, null for the endpoint's setting
 * @param collector collects what the application is told
 * @param errorHandler answers refusals that carry a reason
 * @param defaults what the endpoint sets for all its mounts
 * @param loop the loop of the mount
 */
public record Admission(
        @Nullable OriginCheck checkOrigin,
        ConnectInfoCollector collector,
        RefusalHandler errorHandler,
        EndpointDefaults defaults,
        Loop loop) {

    private static final System.Logger LOGGER = System.getLogger(Admission.class.getName());

    private static final RateLimitedLog FAILED = new RateLimitedLog(LOGGER, ERROR);
    private static final RateLimitedLog REFUSED = new RateLimitedLog(LOGGER, INFO);
    private static final RateLimitedLog UNDECIDED = new RateLimitedLog(LOGGER, WARNING);

    /** Makes the steps of a mount on one loop. */
    public static Admission of(AdmissionOptions<?> options, String transport, EndpointDefaults defaults, Loop loop) {
        var collector = ConnectInfoCollector.of(transport, options);
        return new Admission(options.checkOrigin(), collector, options.errorHandler(), defaults, loop);
    }

    /** A request that has passed the first steps. */
    public record Candidate(
            HttpServerRequest request,
            Map<String, Object> params,
            @Nullable String authToken) {}

    /** Returns a request's parameters; null when it has been answered: 400 for the query, 403 for the origin. */
    @Nullable
    public Map<String, Object> params(HttpServerRequest request, Map<String, String> pathVariables) {
        return switch (ConnectParams.parse(request.query())) {
            case ConnectParams.Invalid(String problem) -> {
                new HttpRefusal(400, problem).send(request);
                yield null;
            }
            case ConnectParams.Valid valid -> {
                boolean readable = !request.headers().contains("upgrade");
                if (!defaults.allowsOrigin(checkOrigin, request, readable)) {
                    HttpRefusal.FORBIDDEN.send(request);
                    yield null;
                }
                yield valid.with(pathVariables).params();
            }
        };
    }

    /**
     * Asks the application, unless the client's address has as many as it may, and goes on with a client that may connect: on
     * the loop, now or later.
     */
    public void ask(
            Candidate candidate,
            Function<ConnectInfo, Future<ConnectOutcome>> question,
            Consumer<ConnectOutcome.Connected> then) {
        Place place = ClientPlaces.take(candidate.request, defaults.addresses());
        if (place == null) {
            HttpRefusal.UNAVAILABLE.send(candidate.request);
            return;
        }
        var answer = Future.succeededFuture(candidate)
                .map(asked -> collector.collect(asked.request, asked.params, asked.authToken))
                .compose(question);
        decide(candidate.request, answer, connected -> then.accept(connected.at(place)));
    }

    /** Goes on with a client that may connect by what the application has answered: on the loop, now or later. */
    public void decide(
            HttpServerRequest request, Future<ConnectOutcome> outcome, Consumer<ConnectOutcome.Connected> then) {
        Future<ConnectOutcome> inTime = outcome;
        if (!outcome.isComplete()) {
            request.pause();
            inTime = outcome.timeout(defaults.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
        }
        inTime.onComplete(
                decided -> loop.run(() -> settle(request, decided, then)),
                cause -> loop.run(() -> {
                    if (outcome.failed()) {
                        fail(request, cause);
                    } else {
                        late(request);
                    }
                }));
    }

    private void settle(HttpServerRequest request, ConnectOutcome outcome, Consumer<ConnectOutcome.Connected> then) {
        if (request.response().closed()) {
            LOGGER.log(DEBUG, "a client has gone before connect had decided");
            return;
        }
        try {
            switch (outcome) {
                case ConnectOutcome.Connected connected -> then.accept(connected);
                case ConnectOutcome.Refused(var reason) -> {
                    logRefused(request);
                    HttpRefusal refusal = reason == null ? HttpRefusal.FORBIDDEN : errorHandler.answer(reason);
                    refusal.send(request);
                }
            }
        } catch (RuntimeException e) {
            fail(request, e);
        }
    }

    /** Says that the application does not want a client: at most once in ten seconds, whatever the transport. */
    public static void logRefused(HttpServerRequest request) {
        REFUSED.log(() -> "refused " + request.remoteAddress() + " at " + LogText.of(String.valueOf(request.path()))
                + ": the application's connect says no");
    }

    /** Says that the application has not decided in time. */
    public static void logUndecided(Duration timeout) {
        UNDECIDED.log(() -> "connect did not decide in " + timeout + ": answered 503");
    }

    private void late(HttpServerRequest request) {
        logUndecided(defaults.connectTimeout());
        HttpRefusal.UNAVAILABLE.send(request);
    }

    private static void fail(HttpServerRequest request, Throwable cause) {
        FAILED.log(() -> "connect at " + LogText.of(String.valueOf(request.path())) + " failed: answered 500", cause);
        if (!request.response().headWritten()) {
            new HttpRefusal(500, "Internal Server Error").send(request);
        }
    }
}

package dev.wingbeat.connection;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.connection.TransportMetrics.Refusal;
import dev.wingbeat.limit.Permit;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.trace.TraceSpan;
import dev.wingbeat.trace.Traces;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a client may connect to a mount: by the limits of its address and of the node, then by asking the application.
 * Answers the clients that may not.
 *
 * <p>Internal seam.
 *
 * @param question asks the application
 * @param collector collects what the application is told
 * @param refuser answers who is refused
 * @param defaults what the endpoint sets for all its mounts
 * @param server the loop of the mount, and how much clients may do
 */
public record Admission(
        Function<ConnectInfo, Future<ConnectOutcome>> question,
        ConnectInfoCollector collector,
        Refuser refuser,
        EndpointDefaults defaults,
        ServerContext server) {

    private static final String BLOCKED = ": an operator has blocked its address";
    private static final System.Logger LOGGER = System.getLogger(Admission.class.getName());
    private static final RateLimitedLog FAILED = new RateLimitedLog(LOGGER, ERROR);
    private static final RateLimitedLog REFUSED = new RateLimitedLog(LOGGER, INFO);
    private static final RateLimitedLog OFTEN = new RateLimitedLog(LOGGER, WARNING);
    private static final RateLimitedLog CROWDED = new RateLimitedLog(LOGGER, WARNING);
    private static final RateLimitedLog UNDECIDED = new RateLimitedLog(LOGGER, WARNING);

    /** Makes the admission of a mount on one loop. */
    public Admission(
            Function<ConnectInfo, Future<ConnectOutcome>> question,
            AdmissionOptions<?> options,
            String transport,
            Refuser refuser,
            EndpointDefaults defaults,
            ServerContext server) {
        this(question, ConnectInfoCollector.of(transport, options), refuser, defaults, server);
    }

    /** A request that has passed its {@link RequestCheck}. */
    public record Candidate(
            HttpServerRequest request,
            Map<String, Object> params,
            @Nullable String authToken) {}

    /**
     * Asks the application, unless the client's address has as many as it may, and goes on with a client that may connect: on
     * the loop, now or later. When too many come at once, they wait for up to two seconds.
     */
    public void ask(Candidate candidate, Consumer<ConnectOutcome.Connected> then) {
        Traces traces = server.traces();
        TraceSpan span = traces == null
                ? null
                : traces.connect(
                        refuser.metrics().mount(),
                        refuser.metrics().transport(),
                        candidate.request.getHeader("traceparent"));
        if (span == null) {
            admit(candidate, then);
        } else {
            in(span).admit(candidate, connected -> {
                then.accept(connected.with(span.context()));
                if (connected.version() != null) {
                    span.set("wingbeat.version", connected.version().vsn());
                }
                ended(span, "accepted");
            });
        }
    }

    /** Returns one that asks within a span, which its refusals end. A client that goes before the answer leaves none behind. */
    private Admission in(TraceSpan span) {
        var refusing = new Refuser(refuser.metrics(), refuser.errorHandler(), (request, refusal) -> {
            refuser.answer().send(request, refusal);
            ended(span, "refused " + refusal.status());
        });
        return new Admission(info -> span.get(() -> question.apply(info)), collector, refusing, defaults, server);
    }

    private static void ended(TraceSpan span, String outcome) {
        span.set("wingbeat.outcome", outcome);
        span.end();
    }

    private void admit(Candidate candidate, Consumer<ConnectOutcome.Connected> then) {
        HttpServerRequest request = candidate.request;
        if (ClientPermits.isBlocked(request, defaults.addresses())) {
            refuse(request, Refusal.BLOCKED, BLOCKED, HttpRefusal.FORBIDDEN);
            return;
        }
        if (ClientPermits.tooOften(request, defaults.addresses(), server.limits())) {
            OFTEN.log(() ->
                    "refused " + address(request) + ": its address connects too often (limits.connects-per-address)");
            limited(request, 429, "connects_per_address");
            return;
        }
        Permit permit = ClientPermits.take(request, defaults.addresses());
        if (permit == null) {
            limited(request, 503, "connections_per_address");
            return;
        }
        long wait = server.limits().connect();
        Runnable asking = () -> inTurn(() -> ask(candidate, permit, then), request);
        if (wait == 0) {
            asking.run();
            return;
        }
        request.pause();
        Object address = ClientPermits.addressOf(request, defaults.addresses());
        var client = new ClientPermits.Newcomer(server.loop(), asking, () -> tooMany(request));
        if (!ClientPermits.wait(address, server, wait, client)) {
            crowded(request);
        }
    }

    private void tooMany(HttpServerRequest request) {
        if (!request.response().closed()) {
            crowded(request);
        }
    }

    private void crowded(HttpServerRequest request) {
        CROWDED.log(() -> "refused " + address(request) + ": too many clients wait to connect (limits.connects)");
        limited(request, 503, "connects");
    }

    private String address(HttpServerRequest request) {
        var address = ClientPermits.client(request, defaults.addresses());
        return address == null ? "a client" : address.getHostAddress();
    }

    /** Leaves the loop's other connections their time when many come at once. */
    private void inTurn(Runnable asking, HttpServerRequest request) {
        if (!server.loop().connects().run(asking)) {
            request.pause();
        }
    }

    private void refuse(HttpServerRequest request, Refusal why, String text, HttpRefusal answer) {
        REFUSED.log(() -> "refused " + request.remoteAddress() + " at " + path(request) + text);
        refuser.refuse(request, why, answer);
    }

    private void limited(HttpServerRequest request, int status, String limit) {
        ClientPermits.later(request.response());
        refuser.refuse(request, Refusal.LIMIT, new HttpRefusal(status, "limit: " + limit));
    }

    private void ask(Candidate candidate, Permit permit, Consumer<ConnectOutcome.Connected> then) {
        if (candidate.request.response().closed()) {
            return; // it has gone while it waited
        }
        long asked = System.nanoTime();
        var answer = Future.succeededFuture(candidate)
                .map(known -> collector.collect(known.request, known.params, known.authToken))
                .compose(question);
        decide(candidate.request, answer, connected -> {
            Permit seated = ClientPermits.seated(permit, connected.id(), candidate.request.response(), server.limits());
            if (seated == null) {
                limited(candidate.request, 429, "connections_per_id");
                return;
            }
            then.accept(connected.with(seated, ClientPermits.client(candidate.request, defaults.addresses())));
            refuser.metrics().connected(System.nanoTime() - asked);
        });
    }

    /** Continues with a client that the application's answer accepts: on the loop, now or later. Refuses any other. */
    public void decide(
            HttpServerRequest request, Future<ConnectOutcome> outcome, Consumer<ConnectOutcome.Connected> then) {
        Future<ConnectOutcome> inTime = outcome;
        if (!outcome.isComplete()) {
            request.pause();
            inTime = outcome.timeout(defaults.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
        }
        inTime.onComplete(
                decided -> server.loop().run(() -> settle(request, decided, then)),
                cause -> server.loop().run(outcome.failed() ? () -> fail(request, cause) : () -> late(request)));
    }

    private void settle(HttpServerRequest request, ConnectOutcome outcome, Consumer<ConnectOutcome.Connected> then) {
        if (request.response().closed()) {
            LOGGER.log(DEBUG, "a client has gone before connect had decided");
            return;
        }
        try {
            switch (outcome) {
                case ConnectOutcome.Connected connected
                when ClientPermits.isBlocked(request, defaults.addresses()) ->
                    refuse(request, Refusal.BLOCKED, BLOCKED, HttpRefusal.FORBIDDEN); // meanwhile
                case ConnectOutcome.Connected connected -> then.accept(connected);
                case ConnectOutcome.WrongVersion wrong ->
                    refuse(
                            request,
                            Refusal.VERSION,
                            ": its version of the protocol is not served",
                            HttpRefusal.FORBIDDEN);
                case ConnectOutcome.Refused(var reason) ->
                    refuse(
                            request,
                            Refusal.USER,
                            ": the application's connect says no" + (reason == null ? "" : ": " + reason),
                            reason == null
                                    ? HttpRefusal.FORBIDDEN
                                    : refuser.errorHandler().apply(reason));
                case ConnectOutcome.Unavailable unavailable ->
                    refuse(
                            request,
                            Refusal.UNAVAILABLE,
                            ": the application cannot decide now",
                            HttpRefusal.UNAVAILABLE);
            }
        } catch (RuntimeException e) {
            fail(request, e);
        }
    }

    private void late(HttpServerRequest request) {
        UNDECIDED.log(() ->
                "connect at " + path(request) + " did not decide in " + defaults.connectTimeout() + ": answered 503");
        refuser.refuse(request, Refusal.TIMEOUT, HttpRefusal.UNAVAILABLE);
    }

    private void fail(HttpServerRequest request, Throwable cause) {
        FAILED.log(() -> "connect at " + path(request) + " failed: answered 500", cause);
        refuser.metrics().refused(Refusal.CRASHED);
        if (!request.response().headWritten()) {
            refuser.answer().send(request, new HttpRefusal(500, "Internal Server Error"));
        }
    }

    private static String path(HttpServerRequest request) {
        return LogText.of(String.valueOf(request.path()));
    }
}

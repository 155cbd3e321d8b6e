package dev.wingbeat.connection;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.connection.ConnectOutcome.Connected;
import dev.wingbeat.connection.TransportMetrics.Refusal;
import dev.wingbeat.limit.ConnectLine;
import dev.wingbeat.limit.Permit;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.trace.TraceSpan;
import dev.wingbeat.trace.Traces;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets a client connect to a mount if the limits of its address and of the node allow it and the application accepts it. Answers
 * it otherwise.
 *
 * <p>Internal seam.
 *
 * @param collector collects what the application is told
 * @param refuser answers who is refused
 * @param defaults what the endpoint sets for all its mounts
 * @param server the loop of the mount, and how much clients may do
 */
public record MountAdmission(
        ConnectInfoCollector collector, Refuser refuser, EndpointDefaults defaults, ServerContext server) {

    private static final String RETRY_SECONDS = "5";
    private static final System.Logger LOGGER = System.getLogger(MountAdmission.class.getName());
    private static final RateLimitedLog OFTEN = new RateLimitedLog(LOGGER, WARNING);
    private static final RateLimitedLog CROWDED = new RateLimitedLog(LOGGER, WARNING);

    /** Makes the admission of a mount on one loop. */
    public MountAdmission(
            String transport,
            AdmissionOptions<?> options,
            Refuser refuser,
            EndpointDefaults defaults,
            ServerContext server) {
        this(ConnectInfoCollector.of(transport, options), refuser, defaults, server);
    }

    /**
     * A request that has passed its {@link RequestCheck}.
     *
     * @param question asks the application
     */
    public record Candidate(
            HttpServerRequest request,
            Map<String, Object> params,
            @Nullable String authToken,
            Function<ConnectInfo, Future<ConnectOutcome>> question) {

        private Candidate in(TraceSpan span) {
            return new Candidate(request, params, authToken, info -> span.get(() -> question.apply(info)));
        }
    }

    /**
     * Asks the application, unless the client's address has as many as it may, and goes on with a client that may connect: on
     * the loop, now or later. When too many come at once, they wait for up to two seconds.
     */
    public void ask(Candidate candidate, Consumer<Connected> then) {
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
            in(span).admit(candidate.in(span), connected -> {
                then.accept(connected.with(span.context()));
                if (connected.version() != null) {
                    span.set("wingbeat.version", connected.version().vsn());
                }
                ended(span, "accepted");
            });
        }
    }

    /** Returns one whose refusals end a span. A client that goes before the answer leaves none behind. */
    private MountAdmission in(TraceSpan span) {
        var refusing = new Refuser(refuser.metrics(), refuser.errorHandler(), (request, refusal) -> {
            refuser.answer().send(request, refusal);
            ended(span, "refused " + refusal.status());
        });
        return new MountAdmission(collector, refusing, defaults, server);
    }

    private static void ended(TraceSpan span, String outcome) {
        span.set("wingbeat.outcome", outcome);
        span.end();
    }

    private void admit(Candidate candidate, Consumer<Connected> then) {
        var client = Newcomer.of(candidate.request, defaults.addresses(), server.limits());
        if (client.isBlocked()) {
            blocked(client);
            return;
        }
        if (!client.takeToken()) {
            OFTEN.log(() -> "refused " + client + ": its address connects too often (limits.connects-per-address)");
            limited(client, 429, "connects_per_address");
            return;
        }
        Permit permit = client.takePermit();
        if (permit == null) {
            limited(client, 503, "connections_per_address");
            return;
        }
        inLine(client, () -> ask(candidate, client, permit, then));
    }

    private void blocked(Newcomer client) {
        refuser.refuse(
                client.request(), Refusal.BLOCKED, ": an operator has blocked its address", HttpRefusal.FORBIDDEN);
    }

    private void limited(Newcomer client, int status, String limit) {
        client.request().response().putHeader("retry-after", RETRY_SECONDS);
        refuser.refuse(client.request(), Refusal.LIMIT, new HttpRefusal(status, "limit: " + limit));
    }

    /** Waits while more clients come than the node lets in, in the row of the client's address. */
    private void inLine(Newcomer client, Runnable next) {
        Runnable asking = () -> inTurn(client, next);
        long nanos = server.limits().connect();
        if (nanos == 0) {
            asking.run();
            return;
        }
        client.request().pause();
        ConnectLine line = server.limits().line();
        var waiting = new Waiting(this, client, asking);
        if (nanos > 0) {
            line.add(client.key(), waiting);
            server.vertx().setTimer(RateLimit.millis(nanos), there -> line.turn());
        } else if (!line.displace(client.key(), waiting)) {
            crowded(client);
        }
    }

    private record Waiting(MountAdmission at, Newcomer client, Runnable asking) implements ConnectLine.Client {
        @Override
        public void admit() {
            at.server.loop().execute(asking);
        }

        @Override
        public void refuse() {
            at.server.loop().execute(() -> at.crowded(client));
        }
    }

    private void crowded(Newcomer client) {
        if (!client.hasGone()) {
            CROWDED.log(() -> "refused " + client + ": too many clients wait to connect (limits.connects)");
            limited(client, 503, "connects");
        }
    }

    /** Leaves the loop's other connections their time when many come at once. */
    private void inTurn(Newcomer client, Runnable next) {
        if (!server.loop().connects().run(next)) {
            client.request().pause();
        }
    }

    private void ask(Candidate candidate, Newcomer client, Permit permit, Consumer<Connected> then) {
        if (client.hasGone()) {
            return; // it has gone while it waited
        }
        long asked = System.nanoTime();
        var outcome = Future.succeededFuture(candidate)
                .map(known -> collector.collect(known.request, known.params, known.authToken))
                .compose(candidate.question);
        new Decision(candidate.request, refuser, defaults.connectTimeout(), server.loop()).await(outcome, connected -> {
            if (client.isBlocked()) { // meanwhile
                blocked(client);
                return;
            }
            Permit seated = client.takeSeat(permit, connected.id());
            if (seated == null) {
                limited(client, 429, "connections_per_id");
                return;
            }
            then.accept(connected.with(seated, client.address()));
            refuser.metrics().connected(System.nanoTime() - asked);
        });
    }
}

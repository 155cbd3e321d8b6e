package dev.wingbeat.api;

import dev.wingbeat.admin.AdminException;
import dev.wingbeat.admin.Caller;
import dev.wingbeat.admin.Problem;
import dev.wingbeat.frame.BoundedBody;
import dev.wingbeat.management.ManagementSite;
import dev.wingbeat.metrics.Counter;
import dev.wingbeat.metrics.Histogram;
import dev.wingbeat.metrics.Meter;
import dev.wingbeat.protocol.Sha256;
import dev.wingbeat.trace.TraceContext;
import dev.wingbeat.trace.TraceSpan;
import dev.wingbeat.trace.Traces;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves the API on the management port or one of its own, confined to the loop of that. Internal seam. */
public final class ApiSite implements ManagementSite {

    private static final int MAX_BODY = 1 << 20;
    private static final String OTHER = "other";
    private static final String BATCH = "batch";

    private final Place place;
    private final ApiService service;
    private final ApiRoutes routes;
    private final ApiGate gate;
    private final Replays replays;
    private final Map<String, Counter> requests = new HashMap<>();
    private final Map<String, Histogram> seconds = new HashMap<>();

    /** Makes it for one node. */
    public ApiSite(Place place, ApiService service) {
        this.place = place;
        this.service = service;
        this.routes = ApiRoutes.load();
        this.gate = new ApiGate(service);
        this.replays = new Replays(service.clock());
        routes.all()
                .forEach(route ->
                        seconds.put(route.label(), service.metrics().histogram(Meter.API_SECONDS, route.label())));
    }

    @Override
    public boolean handle(HttpServerRequest request) {
        String path = request.path();
        if (service.keys().isEmpty() || path == null || !isBelow(path)) {
            return false;
        }
        long begun = System.nanoTime();
        ApiRoutes.Found found = null;
        TraceSpan span = null;
        Future<Answer> answer;
        try {
            Caller caller = gate.caller(request);
            found = routes.find(request.method().name(), path);
            span = begin(request, found);
            answer = answer(request, caller, found, span);
        } catch (AdminException e) {
            answer = Future.failedFuture(e);
        }
        String label = found == null ? OTHER : found.route().label();
        TraceSpan traced = span;
        answer.otherwise(cause -> refused(cause, path)).onSuccess(made -> {
            made.send(request);
            count(label, made.status(), begun);
            if (traced != null) {
                traced.set("http.response.status_code", made.status());
                traced.end();
            }
        });
        return true;
    }

    /** Begins the span of a request of somebody with a key, if it is recorded. */
    private @Nullable TraceSpan begin(HttpServerRequest request, ApiRoutes.@Nullable Found found) {
        Traces traces = service.traces();
        if (traces == null || found == null) {
            return null;
        }
        ApiRoute route = found.route();
        return traces.serve(
                "http " + route.method() + ' ' + ApiRoutes.BASE + route.template(),
                route.label(),
                TraceContext.parse(request.getHeader("traceparent")));
    }

    private static boolean isBelow(String path) {
        return path.equals(ApiRoutes.BASE) || path.startsWith(ApiRoutes.BASE + '/');
    }

    private Answer refused(Throwable cause, String path) {
        AdminException failure = switch (cause) {
            case BoundedBody.TooLargeException large -> tooLarge();
            case BoundedBody.OverloadedException full ->
                new AdminException(Problem.OVERLOADED, "memory is short (expected: a smaller body, or later)");
            default -> AdminException.of(cause);
        };
        Answer answer = Answer.refused(failure);
        return failure.problem() == Problem.METHOD ? answer.with("allow", routes.allowed(path)) : answer;
    }

    private Future<Answer> answer(
            HttpServerRequest request, Caller caller, ApiRoutes.@Nullable Found found, @Nullable TraceSpan span) {
        if (found == null) {
            throw new AdminException(Problem.NOT_FOUND, "path: none of this API (expected: one of openapi.json)");
        }
        service.limits().take(caller, found.route().command());
        if (found.route().command().equals(ApiRoutes.DESCRIPTION)) {
            return Future.succeededFuture(new Answer(200, routes.description(), Map.of()));
        }
        var arguments = new JsonObject();
        found.variables().forEach(arguments::put);
        found.route().readQuery(request.query(), arguments);
        String replayKey = ApiGate.idempotencyKey(request);
        if (!request.method().name().equals("POST")) {
            return run(caller, found.route(), arguments, span);
        }
        if (gate.contentLength(request) > MAX_BODY) {
            throw tooLarge();
        }
        Future<Buffer> whole =
                BoundedBody.read(request, MAX_BODY, place.account()).recover(ApiSite::unread);
        return whole.compose(body -> {
            JsonObject all = gate.merged(request, body, arguments);
            if (found.route().command().equals(BATCH)) {
                service.limits().takeBatch(caller, all);
            }
            return replayKey == null
                    ? run(caller, found.route(), all, span)
                    : replay(
                            new Replays.Key(caller.name(), found.route().label(), replayKey),
                            body,
                            () -> run(caller, found.route(), all, span),
                            request);
        });
    }

    private Future<Answer> replay(
            Replays.Key key, Buffer body, Supplier<Future<Answer>> run, HttpServerRequest request) {
        Buffer content = Buffer.buffer(request.uri()).appendByte((byte) 0).appendBuffer(body);
        return replays.answer(key, Sha256.of(content.getBytes()), run);
    }

    /** Runs a command, and comes back to this loop with its answer. */
    private Future<Answer> run(Caller caller, ApiRoute route, JsonObject arguments, @Nullable TraceSpan span) {
        Supplier<Future<JsonObject>> command = () -> service.admin().ask(caller, route.command(), arguments);
        Future<Answer> answer = (span == null ? command.get() : span.get(command))
                .map(done -> Answer.of(service.admin().success(route.command()), done))
                .otherwise(cause -> Answer.refused(AdminException.of(cause)));
        return Future.fromCompletionStage(answer.toCompletionStage(), place.context());
    }

    /** Answers why a body could not be read: when it is not for its size, what was sent is no HTTP, or the caller has gone. */
    private static <T> Future<T> unread(Throwable cause) {
        boolean known =
                cause instanceof BoundedBody.TooLargeException || cause instanceof BoundedBody.OverloadedException;
        return Future.failedFuture(
                known
                        ? cause
                        : new AdminException(Problem.JSON_INVALID, "body: cannot be read (expected: one of HTTP)"));
    }

    private static AdminException tooLarge() {
        return new AdminException(Problem.TOO_LARGE, "body: too large (expected: up to " + MAX_BODY + " bytes)");
    }

    private void count(String label, int status, long begun) {
        requests.computeIfAbsent(
                        label + ' ' + status,
                        key -> service.metrics().counter(Meter.API_REQUESTS, label, String.valueOf(status)))
                .increment();
        Histogram histogram = seconds.get(label);
        if (histogram != null) {
            histogram.record(System.nanoTime() - begun);
        }
    }
}

package dev.wingbeat.transport;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import dev.wingbeat.channel.SocketHandler;
import dev.wingbeat.connection.HttpRefusal;
import dev.wingbeat.connection.MountAdmission;
import dev.wingbeat.connection.Refuser;
import dev.wingbeat.connection.RequestCheck;
import dev.wingbeat.connection.TransportMetrics;
import dev.wingbeat.frame.BoundedBody;
import dev.wingbeat.mount.Transport;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.pubsub.Loop;
import dev.wingbeat.transport.LongPollPeer.PollOutcome;
import dev.wingbeat.transport.LongPollPeer.Posted;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The long-poll side of a mount on one loop. A GET without a good token opens a {@link LongPollServer} on this loop, other
 * GETs poll and POSTs send to one wherever it lives. Answers of the protocol are HTTP 200 with the status in the body.
 * Follows {@code Phoenix.Transports.LongPoll}.
 *
 * <p>Internal seam.
 */
public final class LongPollTransport implements Transport {

    /** The transport's name. */
    public static final String NAME = "longpoll";

    private static final System.Logger LOGGER = System.getLogger(LongPollTransport.class.getName());
    private static final RateLimitedLog FAILED = new RateLimitedLog(LOGGER, ERROR);

    private static final int GONE = 410;

    private final SocketHandler handler;
    private final LongPollMount mount;
    private final LongPollOptions options;
    private final Loop loop;
    private final Vertx vertx;
    private final TransportMetrics metrics;
    private final RequestCheck check;
    private final MountAdmission admission;

    /** Makes the long-poll side of a mount on one loop. */
    public LongPollTransport(SocketHandler handler, LongPollMount mount, TransportMetrics metrics) {
        this.handler = handler;
        this.mount = mount;
        this.options = mount.options();
        this.loop = handler.context().loop();
        this.vertx = handler.context().vertx();
        this.metrics = metrics;
        var refuser = new Refuser(metrics, LongPollTransport::refuse);
        this.check = new RequestCheck(options, mount.defaults(), refuser);
        this.admission = new MountAdmission(NAME, options, refuser, mount.defaults(), handler.context());
    }

    @Override
    public void handle(HttpServerRequest request, Map<String, String> pathVariables) {
        Map<String, Object> params = check.params(request, pathVariables, false);
        if (params != null) {
            dispatch(request, params);
        }
    }

    private void dispatch(HttpServerRequest request, Map<String, Object> params) {
        switch (request.method().name()) {
            case "GET" -> get(request, params);
            case "POST" -> post(request, params);
            case "OPTIONS" -> options(request);
            default -> fail(request, 400, "");
        }
    }

    private void get(HttpServerRequest request, Map<String, Object> params) {
        String token = token(request, params);
        LongPollPeer peer = mount.find(token);
        if (peer == null || token == null) {
            open(request, params);
            return;
        }
        LongPollPeer.Poll poll = peer.poll();
        request.response().closeHandler(closed -> poll.abandon());
        onLoop(request, poll.outcome(), outcome -> {
            switch (outcome) {
                case PollOutcome.Messages(Buffer body) -> answer(request, body);
                case PollOutcome.Nothing nothing -> answer(request, LongPollJson.empty(204, token));
                case PollOutcome.Gone gone -> open(request, params);
            }
        });
    }

    private void open(HttpServerRequest request, Map<String, Object> params) {
        String authToken = mount.authToken() ? request.getHeader("x-phoenix-authtoken") : null;
        var candidate = new MountAdmission.Candidate(request, params, authToken, handler.question()::askWithVersion);
        admission.ask(candidate, connected -> {
            request.resume();
            var opened = new LongPollServer(mount, handler, connected, metrics);
            answer(request, LongPollJson.empty(GONE, opened.token()));
        });
    }

    /** A status of the protocol is in the body of an HTTP 200. */
    private static void refuse(HttpServerRequest request, HttpRefusal refusal) {
        request.resume();
        if (refusal.equals(HttpRefusal.FORBIDDEN)) {
            answer(request, LongPollJson.status(refusal.status()));
        } else {
            fail(request, refusal.status(), refusal.body());
        }
    }

    private void post(HttpServerRequest request, Map<String, Object> params) {
        LongPollPeer peer = mount.find(token(request, params));
        if (peer == null) {
            answer(request, LongPollJson.status(GONE));
            return;
        }
        BoundedBody.read(request, options.maxBodySize(), handler.context().account())
                .onComplete(body -> post(request, peer, body), failure -> {
                    switch (failure) {
                        case BoundedBody.TooLargeException tooLarge ->
                            fail(request, 400, "body: too large (expected: <= " + options.maxBodySize() + " bytes)");
                        case BoundedBody.OverloadedException overloaded -> overloaded(request);
                        default -> {} // the client has gone
                    }
                });
    }

    private void post(HttpServerRequest request, LongPollPeer peer, Buffer body) {
        List<Posted> messages = PostedMessages.parse(request.getHeader("content-type"), body);
        if (messages == null) {
            fail(request, 500, "a line is neither a JSON array nor base64");
            return;
        }
        long timer = vertx.setTimer(options.window().toMillis(), late -> answer(request, LongPollJson.status(408)));
        onLoop(request, peer.post(messages), outcome -> {
            switch (outcome) {
                case TAKEN -> {
                    vertx.cancelTimer(timer);
                    answer(request, LongPollJson.status(200));
                }
                case GONE -> {
                    vertx.cancelTimer(timer);
                    answer(request, LongPollJson.status(GONE));
                }
                case BUSY -> {
                    vertx.cancelTimer(timer);
                    handler.context().account().refused();
                    overloaded(request);
                }
                case DIED -> {} // answered when the window is over: a client that garbles its messages is slowed down
            }
        });
    }

    /** Refuses a body and ends the connection behind the answer, so that the rest of it need not be read. */
    private static void overloaded(HttpServerRequest request) {
        request.response().putHeader("retry-after", "1").putHeader("connection", "close");
        fail(request, 503, "memory is short");
        request.connection().close().onFailure(cause -> LOGGER.log(DEBUG, "a connection was not closed", cause));
    }

    private static void options(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        String asked = String.join(", ", request.headers().getAll("access-control-request-headers"));
        if (!asked.isEmpty()) {
            response.putHeader("access-control-allow-headers", asked);
        }
        response.putHeader("access-control-allow-methods", "get, post, options")
                .putHeader("access-control-max-age", "3600");
        end(request, Buffer.buffer());
    }

    /** Finds the token: the header wins, even over a good token in the query. */
    private static @Nullable String token(HttpServerRequest request, Map<String, Object> params) {
        String header = request.getHeader("x-phoenix-longpoll-token");
        return header == null && params.get("token") instanceof String parameter ? parameter : header;
    }

    /** Continues with the result of a future on the request's own loop. */
    private <T> void onLoop(HttpServerRequest request, Future<T> future, Consumer<T> then) {
        future.onComplete(
                value -> loop.execute(() -> {
                    try {
                        then.accept(value);
                    } catch (Throwable e) {
                        crash(request, e);
                    }
                }),
                cause -> loop.execute(() -> crash(request, cause)));
    }

    private static void crash(HttpServerRequest request, Throwable cause) {
        FAILED.log(
                () -> "a long-poll request of " + request.remoteAddress() + " at "
                        + LogText.of(String.valueOf(request.path())) + " failed",
                cause);
        fail(request, 500, "Internal Server Error");
    }

    private static void fail(HttpServerRequest request, int status, String problem) {
        HttpServerResponse response = request.response();
        if (!response.ended()) {
            response.setStatusCode(status).putHeader("content-type", "text/plain; charset=utf-8");
            end(request, Buffer.buffer(problem));
        }
    }

    private static void answer(HttpServerRequest request, Buffer json) {
        HttpServerResponse response = request.response();
        if (!response.ended()) {
            response.putHeader("content-type", "application/json; charset=utf-8");
            end(request, json);
        }
    }

    private static void end(HttpServerRequest request, Buffer body) {
        HttpServerResponse response = request.response();
        if (!response.closed()) {
            response.putHeader("access-control-allow-origin", "*")
                    .putHeader("cache-control", "no-store")
                    .end(body)
                    .onFailure(cause -> LOGGER.log(DEBUG, "a long-poll client left before its answer", cause));
        }
    }
}

package dev.wingbeat.browser;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointOptions;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.transport.SocketOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The fixture's channels and the pages that use them, on one endpoint with the stock settings: only pages of {@code
 * localhost} may connect.
 */
final class BrowserApp {

    static final String HOST = "localhost";

    /** WebSocket and long-poll. */
    static final String SOCKET = "/socket";

    /** Long-poll alone. */
    static final String POLL_ONLY = "/poll-only";

    /** For those who have the token {@link #TOKEN}. */
    static final String WITH_TOKEN = "/with-token";

    static final String TOKEN = "s3cret.token_~";

    private static final SocketOptions CONFIG =
            new SocketOptions().longPoll(longPoll -> longPoll.window(Duration.ofSeconds(5)));

    /** How often the topics of {@code limited:*} were joined. */
    private static final Map<String, Integer> JOINS = new ConcurrentHashMap<>();

    /** Answers everything, as far as it is let. */
    private static final class Echo implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            JOINS.merge(topic, 1, Integer::sum);
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            return HandleResult.ok(payload);
        }
    }

    private BrowserApp() {}

    /** Returns how often a topic of {@code limited:*} was joined. */
    static int joins(String topic) {
        return JOINS.getOrDefault(topic, 0);
    }

    /** Serves it; tests may stop and start it. */
    static TestServer server() {
        return TestServer.restartable(BrowserApp::endpoint);
    }

    private static Endpoint endpoint(TestServer.Fixture fixture, EndpointOptions config) {
        var builder = Endpoint.builder()
                .presence(fixture.app().presence())
                .web(BrowserApp::routes)
                .options(options -> options.from(config).checkOrigin(OriginCheck.SAME_HOST));
        fixture.app()
                .mount(
                        builder,
                        SOCKET,
                        CONFIG,
                        routes -> routes.channel(
                                "limited:*",
                                Echo::new,
                                options -> options.limits(own -> own.messages(new RateLimit(5, 10)))));
        fixture.app().mount(builder, POLL_ONLY, new SocketOptions().from(CONFIG).webSocket(false));
        fixture.app()
                .mount(
                        builder,
                        WITH_TOKEN,
                        BrowserApp::connectWithToken,
                        new SocketOptions().from(CONFIG).authToken(true));
        return builder.build();
    }

    private static ConnectResult connectWithToken(ConnectInfo connect) {
        return TOKEN.equals(connect.authToken()) ? ConnectResult.accept() : ConnectResult.refuse();
    }

    /** Adds the page of phoenix.js in each version. */
    static void routes(Router router) {
        router.get("/phoenix/:version/index.html").handler(context -> send(context, "text/html", page("index.html")));
        router.get("/phoenix/:version/client.js").handler(context -> sendScript(context, page("client.js")));
        router.get("/phoenix/:version/phoenix.mjs")
                .handler(context -> sendScript(context, PhoenixJs.module(context.pathParam("version"))));
    }

    private static URL page(String name) {
        return BrowserApp.class.getResource("/browser/" + name);
    }

    private static void sendScript(RoutingContext context, URL resource) {
        send(context, "text/javascript", resource);
    }

    private static void send(RoutingContext context, String contentType, URL resource) {
        try (var in = resource.openStream()) {
            context.response()
                    .putHeader("content-type", contentType + "; charset=utf-8")
                    .end(Buffer.buffer(in.readAllBytes()))
                    .onFailure(context::fail);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

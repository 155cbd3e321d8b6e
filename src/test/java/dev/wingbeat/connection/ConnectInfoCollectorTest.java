package dev.wingbeat.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.wingbeat.connection.ConnectInfo.Header;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectInfoCollectorTest {

    private static final int SECONDS = 5;
    private static final SessionReader READER =
            cookies -> cookies.containsKey("sid") ? Map.of("user", cookies.get("sid"), "_csrf_token", "right") : null;

    private static final ConnectInfoCollector.Session SESSION =
            new ConnectInfoCollector.Session(READER, "_csrf_token", true);

    private final BlockingQueue<ConnectInfo> collected = new LinkedBlockingQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private Vertx vertx;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        vertx.close().await(SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void nothingIsCollectedUnlessListed() throws Exception {
        var info = collect(Set.of(), null, "?a=1&_csrf_token=right");
        assertEquals(ConnectInfo.of("longpoll", info.params()), info);
        assertEquals("1", info.param("a"));
    }

    @Test
    void everythingListedIsCollected() throws Exception {
        var info = collect(EnumSet.allOf(ConnectInfoKey.class), SESSION, "?_csrf_token=right&a=%20");
        assertEquals(
                List.of(new Header("x-one", "1"), new Header("x-one", "uno"), new Header("x-two", "2")),
                info.xHeaders());
        assertEquals(
                List.of(new Header("traceparent", "00-ab-cd-01"), new Header("tracestate", "k=v")),
                info.traceContextHeaders());
        assertEquals(List.of(new Header("sec-websocket-extra", "e")), info.secWebSocketHeaders());
        assertEquals("Tester/1", info.userAgent());
        assertEquals(Map.of("user", "me", "_csrf_token", "right"), info.session());
        assertNotNull(info.peer());
        assertEquals("127.0.0.1", info.peer().address().hostAddress());
        assertEquals(List.of(), info.peer().certificates());
        assertNotNull(info.uri());
        assertEquals("http", info.uri().scheme());
        assertEquals("127.0.0.1", info.uri().host());
        assertEquals("/socket/longpoll", info.uri().path());
        assertEquals("_csrf_token=right&a=%20", info.uri().query());
    }

    @Test
    void sessionNeedsTheTokenOfTheSession() throws Exception {
        Set<ConnectInfoKey> keys = Set.of();
        assertNull(collect(keys, SESSION, "").session());
        assertNull(collect(keys, SESSION, "?_csrf_token=wrong").session());
        assertNull(collect(keys, SESSION, "?_csrf_token[]=right").session());
        assertNull(collect(keys, new ConnectInfoCollector.Session(READER, "other", true), "?_csrf_token=right")
                .session());
        assertNotNull(collect(keys, new ConnectInfoCollector.Session(READER, "user", true), "?_csrf_token=me")
                .session());
        assertNotNull(collect(keys, new ConnectInfoCollector.Session(READER, "_csrf_token", false), "")
                .session());
        assertNull(collect(keys, new ConnectInfoCollector.Session(cookies -> null, "_csrf_token", false), "")
                .session());
        assertNull(collect(
                        keys,
                        new ConnectInfoCollector.Session(cookies -> Map.of("_csrf_token", ""), "_csrf_token", true),
                        "?_csrf_token=")
                .session());
    }

    private ConnectInfo collect(Set<ConnectInfoKey> keys, ConnectInfoCollector.@Nullable Session session, String query)
            throws Exception {
        var collector = new ConnectInfoCollector("longpoll", keys, session);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> {
                    var params = (ConnectParams.Valid) ConnectParams.parse(request.query());
                    collected.add(collector.collect(request, params.params(), null));
                    var sent = request.response().end();
                    assertNotNull(sent);
                })
                .listen(0, "127.0.0.1")
                .await(SECONDS, TimeUnit.SECONDS);
        var uri = URI.create("http://127.0.0.1:" + server.actualPort() + "/socket/longpoll"
                + query.replace("[", "%5B").replace("]", "%5D"));
        var request = HttpRequest.newBuilder(uri)
                .header("X-One", "1")
                .header("x-one", "uno")
                .header("X-TWO", "2")
                .header("traceparent", "00-ab-cd-01")
                .header("tracestate", "k=v")
                .header("Sec-WebSocket-Extra", "e")
                .header("User-Agent", "Tester/1")
                .header("Authorization", "secret")
                .header("Cookie", "theme=dark; sid=me")
                .build();
        client.send(request, BodyHandlers.discarding());
        server.close().await(SECONDS, TimeUnit.SECONDS);
        return collected.remove();
    }
}

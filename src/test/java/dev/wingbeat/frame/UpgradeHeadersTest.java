package dev.wingbeat.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import org.junit.jupiter.api.Test;

class UpgradeHeadersTest {

    @Test
    void completeUpgradeHasNoProblem() {
        assertNull(problem(upgrade()));
        assertNull(problem(upgrade().set("connection", "keep-alive, UPGRADE").set("Upgrade", "h2c, WebSocket")));
    }

    @Test
    void otherMethodsGetAnEmptyBody() {
        assertEquals("", UpgradeHeaders.problem(HttpVersion.HTTP_1_1, HttpMethod.POST, upgrade()));
        assertEquals("", UpgradeHeaders.problem(HttpVersion.HTTP_1_1, HttpMethod.HEAD, upgrade()));
        assertEquals("", UpgradeHeaders.problem(HttpVersion.HTTP_2, HttpMethod.CONNECT, upgrade()));
    }

    @Test
    void otherVersionsAreRefused() {
        assertEquals(
                "HTTP version http/1.0 unsupported",
                UpgradeHeaders.problem(HttpVersion.HTTP_1_0, HttpMethod.GET, upgrade()));
    }

    @Test
    void theFirstProblemIsNamedInOrder() {
        var headers = MultiMap.caseInsensitiveMultiMap();
        assertEquals("'host' header is absent", problem(headers));
        headers.set("Host", "localhost");
        assertEquals("'connection' header must contain 'upgrade', got []", problem(headers));
        headers.set("Connection", "close");
        assertEquals("'connection' header must contain 'upgrade', got [\"close\"]", problem(headers));
        headers.set("Connection", "Upgrade").set("Upgrade", "h2c");
        assertEquals("'upgrade' header must contain 'websocket', got [\"h2c\"]", problem(headers));
        headers.set("Upgrade", "websocket");
        assertEquals("'sec-websocket-key' header is absent", problem(headers));
        headers.set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        assertEquals("'sec-websocket-version' header must equal '13', got []", problem(headers));
        headers.set("Sec-WebSocket-Version", "8");
        assertEquals("'sec-websocket-version' header must equal '13', got [\"8\"]", problem(headers));
        headers.set("Sec-WebSocket-Version", "13");
        assertNull(problem(headers));
    }

    @Test
    void valuesAreQuoted() {
        assertEquals(
                "'connection' header must contain 'upgrade', got [\"a\\\"b\", \"c\\\\d\"]",
                problem(upgrade().set("connection", "a\"b").add("connection", "c\\d")));
    }

    private static String problem(MultiMap headers) {
        return UpgradeHeaders.problem(HttpVersion.HTTP_1_1, HttpMethod.GET, headers);
    }

    private static MultiMap upgrade() {
        return MultiMap.caseInsensitiveMultiMap()
                .set("Host", "localhost:4000")
                .set("Connection", "Upgrade")
                .set("Upgrade", "websocket")
                .set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                .set("Sec-WebSocket-Version", "13");
    }
}

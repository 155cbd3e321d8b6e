package dev.wingbeat.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.connection.OriginCheck.Origin;
import dev.wingbeat.connection.OriginCheck.RequestOrigin;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginCheckTest {

    private static final RequestOrigin REQUEST = new RequestOrigin("http", "api.ex.com", 4000, "localhost");

    @Test
    void requestWithoutTheHeaderPassesEveryCheck() {
        for (OriginCheck check : List.of(
                OriginCheck.NONE,
                OriginCheck.SAME_HOST,
                OriginCheck.CONN,
                OriginCheck.list("https://example.com"),
                OriginCheck.callback(origin -> false))) {
            assertTrue(check.allowsHeader(null, REQUEST));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "file://", "", "http://", "http:///x", "://", "//", "localhost", "http:localhost"})
    void originWithoutHostFailsEveryCheckButNone(String header) {
        assertFalse(OriginCheck.SAME_HOST.allowsHeader(header, REQUEST));
        assertFalse(OriginCheck.CONN.allowsHeader(header, REQUEST));
        assertFalse(OriginCheck.list("//localhost", "//*.localhost").allowsHeader(header, REQUEST));
        assertTrue(OriginCheck.NONE.allowsHeader(header, REQUEST));
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost, true",
        "https://localhost, true",
        "https://localhost:99, true",
        "http://LOCALHOST, false",
        "http://evil.com, false",
        "http://localhost.evil.com, false",
        "http://evil.com/localhost, false",
        "http://evil.com#localhost, false",
        "http://localhost@evil.com, false",
        "http://evil.com@localhost, false",
        "http://localhost:, false",
        "http://localhost:99999, false",
        "http://localhost:x, false",
    })
    void sameHostComparesTheHostOnly(String header, boolean passes) {
        assertEquals(passes, OriginCheck.SAME_HOST.allowsHeader(header, REQUEST));
    }

    @ParameterizedTest
    @CsvSource({
        "http, api.ex.com, 4000, http://api.ex.com:4000, true",
        "http, api.ex.com, 4000, http://api.ex.com, false",
        "http, api.ex.com, 4000, https://api.ex.com:4000, false",
        "http, api.ex.com, 4000, http://ex.com:4000, false",
        "http, api.ex.com, 80, http://api.ex.com, true",
        "http, api.ex.com, 80, http://api.ex.com:80, true",
        "https, api.ex.com, 443, https://api.ex.com, true",
        "https, api.ex.com, 443, http://api.ex.com:443, false",
        "http, ::1, 4000, http://[::1]:4000, true",
    })
    void connComparesWithTheRequest(String scheme, String host, int port, String header, boolean passes) {
        var request = new RequestOrigin(scheme, host, port, "localhost");
        assertEquals(passes, OriginCheck.CONN.allowsHeader(header, request));
    }

    @Test
    void callbackGetsOriginsWithoutHostToo() {
        var asked = new ArrayList<Origin>();
        var check = OriginCheck.callback(origin -> asked.add(origin) && origin.host() == null);
        assertTrue(check.allowsHeader("null", REQUEST));
        assertTrue(check.allowsHeader("file://", REQUEST));
        assertFalse(check.allowsHeader("https://ex.com", REQUEST));
        assertEquals(
                List.of(
                        new Origin(null, null, -1, "null"),
                        new Origin("file", null, -1, "file://"),
                        new Origin("https", "ex.com", 443, "https://ex.com")),
                asked);
    }

    @Nested
    class Lists {

        @ParameterizedTest
        @CsvSource({
            "https://example.com, https://example.com, true",
            "https://example.com, https://example.com:443, true",
            "https://example.com, https://example.com:8443, false",
            "https://example.com, http://example.com, false",
            "https://example.com, https://www.example.com, false",
            "https://example.com, https://Example.com, false",
            "http://example.com, http://example.com:80, true",
            "https://example.com:8443, https://example.com:8443, true",
            "https://example.com:8443, https://example.com, false",
            "//another.com:888, https://another.com:888, true",
            "//another.com:888, http://another.com:888, true",
            "//another.com:888, http://another.com, false",
            "//other.com, http://other.com, true",
            "//other.com, https://other.com:1234, true",
            "//other.com, https://a.other.com, false",
            "//*.ex.com, https://ex.com, true",
            "//*.ex.com, https://a.ex.com, true",
            "//*.ex.com, https://b.a.ex.com:99, true",
            "//*.ex.com, https://prefix-ex.com, false",
            "//*.ex.com, https://.ex.com.evil.com, false",
            "https://*.ex.com, https://a.ex.com, true",
            "https://*.ex.com, http://a.ex.com, false",
            "https://*.ex.com, https://a.ex.com:8443, false",
            "app://game, app://game, true",
            "app://game, http://game, false",
            "//[::1]:4000, http://[::1]:4000, true",
        })
        void entryMatches(String entry, String header, boolean passes) {
            assertEquals(passes, OriginCheck.list(entry).allowsHeader(header, REQUEST));
        }

        @Test
        void anyEntryIsEnough() {
            var check = OriginCheck.list(List.of("https://a.com", "//b.com"));
            assertTrue(check.allowsHeader("https://a.com", REQUEST));
            assertTrue(check.allowsHeader("http://b.com", REQUEST));
            assertFalse(check.allowsHeader("http://a.com", REQUEST));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"example.com", "https://", "//*", "//*.", "//a.*.com", "//ex*.com", "*", "", "//ex.com/path"
                })
        void entryOfAnotherFormIsRefused(String entry) {
            var failure = assertThrows(IllegalArgumentException.class, () -> OriginCheck.list(entry));
            assertTrue(failure.getMessage().startsWith("origin: " + entry + " (expected: "), failure::getMessage);
        }
    }

    @Test
    void parsingKeepsWhatWasWritten() {
        assertEquals(new Origin("http", "A.b", 80, "http://A.b"), Origin.parse("http://A.b"));
        assertEquals(new Origin("app", "x", -1, "app://x"), Origin.parse("app://x"));
        assertNull(Origin.parse("http://a b").host());
    }
}

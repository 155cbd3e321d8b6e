package dev.wingbeat.sample;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatPageTest {

    @RegisterExtension
    static final TestServer SERVER = TestServer.of((fixture, config) -> Endpoint.builder()
            .socket("/a&b", new ChatSocket("a secret of the tests"), routes -> {})
            .web(ChatPage.of("1.2.3<", "/a&b")::mount)
            .web(PresencePage.of("1.2.3<", "/a&b", new ChatSocket("a secret of the tests"))::mount)
            .options(options -> options.from(config))
            .build());

    private static final Pattern OWN_FILE = Pattern.compile("(?:src|href|from|import)[=( ]*\"(/[a-z./]+\\.[a-z]+)\"");

    @Test
    void isFilledIn() {
        for (var path : new String[] {"/", "/presence"}) {
            var page = SERVER.get(path).text();
            assertTrue(page.contains("1.2.3&lt;"), page);
            assertTrue(page.contains("content=\"/a&amp;b\""), page);
            assertTrue(!page.contains("{{"), page);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8",
        "/index.html, text/html; charset=utf-8",
        "/presence, text/html; charset=utf-8",
        "/app.js, text/javascript; charset=utf-8",
        "/style.css, text/css; charset=utf-8",
        "/favicon.svg, image/svg+xml"
    })
    void filesHaveTheirTypeAndForbidWhatIsForeign(String path, String type) {
        var answer = SERVER.get(path);
        assertEquals(200, answer.status());
        assertEquals(type, answer.header("content-type"));
        assertEquals("nosniff", answer.header("x-content-type-options"));
        var policy = requireNonNull(answer.header("content-security-policy"));
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
    }

    @Test
    void everythingThePageNamesIsThere() {
        int found = 0;
        for (String path :
                new String[] {"/", "/presence", "/app.js", "/composer.js", "/log.js", "/people.js", "/presence.js"}) {
            var named = OWN_FILE.matcher(SERVER.get(path).text());
            while (named.find()) {
                if (!named.group(1).startsWith("/vendor/")) {
                    assertEquals(200, SERVER.get(named.group(1)).status(), named.group(1));
                    found++;
                }
            }
        }
        assertTrue(found >= 10, "files named: " + found);
    }

    @Test
    void whoHasTheFileGetsNoSecondCopy() {
        var tag = requireNonNull(SERVER.get("/app.js").header("etag"));
        for (String header : new String[] {tag, "W/" + tag, "\"other\", " + tag, "*"}) {
            var again = SERVER.get("/app.js", "if-none-match: " + header);
            assertEquals(304, again.status(), header);
            assertEquals("", again.text());
            assertEquals(tag, again.header("etag"));
        }
        assertEquals(200, SERVER.get("/app.js", "if-none-match: \"other\"").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br, gzip;q=0.5", "deflate,gzip"})
    void isCompressedForWhoTakesIt(String accepted) {
        var plain = SERVER.get("/app.js");
        var compressed = SERVER.get("/app.js", "accept-encoding: " + accepted);
        assertEquals("gzip", compressed.header("content-encoding"));
        assertTrue(length(compressed) < length(plain) / 2, compressed.toString());
        assertNotEquals(plain.header("etag"), compressed.header("etag"));
        assertEquals("accept-encoding", compressed.header("vary"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip;q=0", "br, gzip; q=0.0"})
    void isPlainForWhoDoesNot(String accepted) {
        assertNull(SERVER.get("/app.js", "accept-encoding: " + accepted).header("content-encoding"));
    }

    @Test
    void headHasNoBody() {
        var answer = HttpProbe.request("HEAD", "/").send(SERVER.port());
        assertEquals(200, answer.status());
        assertEquals("", answer.text());
        assertEquals(SERVER.get("/").header("content-length"), answer.header("content-length"));
    }

    @Test
    void otherPathsAndMethodsAreNotServed() {
        assertEquals(404, SERVER.get("/../pom.xml").status());
        assertEquals(404, SERVER.get("/web/app.js").status());
        assertEquals(
                405, HttpProbe.request("POST", "/app.js").send(SERVER.port()).status());
    }

    private static int length(HttpAnswer answer) {
        return Integer.parseInt(requireNonNull(answer.header("content-length")));
    }
}

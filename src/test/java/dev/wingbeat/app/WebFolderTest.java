package dev.wingbeat.app;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.testkit.TestHub;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application serves of a folder of its class path; here that of the sample's page. */
class WebFolderTest {

    @RegisterExtension
    static final TestHub HUB = TestHub.ofApplication(
            app -> app.socket(UserSocket.acceptingAll(), routes -> {}).files("dev/wingbeat/sample/web"));

    private static HttpAnswer get(String path) {
        return HttpProbe.get(path).send(HUB.port(0));
    }

    private static HttpAnswer get(String path, String header, String value) {
        return HttpProbe.get(path).with(header, value).send(HUB.port(0));
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8",
        "/index.html, text/html; charset=utf-8",
        "/app.js, text/javascript; charset=utf-8",
        "/style.css, text/css; charset=utf-8",
        "/favicon.svg, image/svg+xml"
    })
    void filesHaveTheirType(String path, String type) {
        var answer = get(path);
        assertEquals(200, answer.status());
        assertEquals(type, answer.header("content-type"));
        assertEquals("nosniff", answer.header("x-content-type-options"));
        assertTrue(answer.text().length() > 10);
    }

    @Test
    void whoHasTheFileGetsNoSecondCopy() {
        var tag = requireNonNull(get("/app.js").header("etag"));
        for (String known : new String[] {tag, "W/" + tag, "\"other\", " + tag, "*"}) {
            var again = get("/app.js", "if-none-match", known);
            assertEquals(304, again.status(), known);
            assertEquals("", again.text());
            assertEquals(tag, again.header("etag"));
        }
        assertEquals(200, get("/app.js", "if-none-match", "\"other\"").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br, gzip;q=0.5", "deflate,gzip"})
    void isCompressedForWhoTakesIt(String accepted) {
        var plain = get("/app.js");
        var compressed = get("/app.js", "accept-encoding", accepted);
        assertEquals("gzip", compressed.header("content-encoding"));
        assertTrue(length(compressed) < length(plain) / 2, compressed.toString());
        assertNotEquals(plain.header("etag"), compressed.header("etag"));
        assertEquals("accept-encoding", compressed.header("vary"));
    }

    private static int length(HttpAnswer answer) {
        return Integer.parseInt(requireNonNull(answer.header("content-length")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip;q=0", "br, gzip; q=0.0"})
    void isPlainForWhoDoesNot(String accepted) {
        assertNull(get("/app.js", "accept-encoding", accepted).header("content-encoding"));
    }

    @Test
    void otherMethodsAreNotServed() {
        assertEquals(405, HttpProbe.request("POST", "/app.js").send(HUB.port(0)).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/none.js", "/vendor", "/vendor/", "/../wingbeat.properties", "/%2e%2e/wingbeat.properties"})
    void nothingElseIsServed(String path) {
        assertEquals(404, get(path).status());
    }

    @Test
    void pathOfManyFoldersIsNoFile() {
        assertEquals(404, get("/a".repeat(7_000)).status());
        assertEquals(404, get("/a".repeat(7_000) + ".js").status());
    }

    @Test
    void folderWithoutAnIndexIsRefused() {
        var problem = assertThrows(IllegalArgumentException.class, () -> new WebFolder("dev"));
        assertEquals("folder: dev (expected: one of the class path, with an index.html)", problem.getMessage());
    }
}

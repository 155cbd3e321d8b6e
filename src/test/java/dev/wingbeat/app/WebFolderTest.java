package dev.wingbeat.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
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
            app -> app.socket(UserSocket.acceptingAll(), routes -> {}).files("web"));

    private static HttpAnswer get(String path) {
        return HttpProbe.get(path).send(HUB.port(0));
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
    void whoHasAFileIsNotSentItAgain() {
        String tag = get("/style.css").header("etag");
        assertNotNull(tag);
        var answer = HttpProbe.get("/style.css").with("if-none-match", tag).send(HUB.port(0));
        assertEquals(304, answer.status());
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

package dev.wingbeat.sample;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.app.Wingbeat;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.testkit.TestHub;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatPageTest {

    @RegisterExtension
    static final TestHub HUB = TestHub.ofApplication(SampleHub::declare);

    private static HttpAnswer get(String path) {
        return HttpProbe.get(path).send(HUB.port(0));
    }

    private static final Pattern OWN_FILE = Pattern.compile("(?:src|href|from|import)[=( ]*\"(/[a-z./]+\\.[a-z]+)\"");

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/arena", "/presence"})
    void isFilledIn(String path) {
        var page = get(path).text();
        assertTrue(page.contains(Wingbeat.version()), page);
        assertTrue(page.contains("content=\"/socket\""), page);
        assertFalse(page.contains("{{"), page);
    }

    @Test
    void whatIsFilledInIsEscaped() {
        String page = ChatPage.filled("web/index.html", "1.2.3<", "/a&b");
        assertTrue(page.contains("1.2.3&lt;"), page);
        assertTrue(page.contains("content=\"/a&amp;b\""), page);
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
        var answer = get(path);
        assertEquals(200, answer.status());
        assertEquals(type, answer.header("content-type"));
        assertEquals("nosniff", answer.header("x-content-type-options"));
        var policy = requireNonNull(answer.header("content-security-policy"));
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
    }

    @Test
    void everythingThePageNamesIsThere() {
        int found = 0;
        for (String path : new String[] {
            "/", "/arena", "/presence", "/app.js", "/composer.js", "/log.js", "/people.js", "/presence.js"
        }) {
            var named = OWN_FILE.matcher(get(path).text());
            while (named.find()) {
                if (!named.group(1).startsWith("/vendor/")) {
                    assertEquals(200, get(named.group(1)).status(), named.group(1));
                    found++;
                }
            }
        }
        assertTrue(found >= 10, "files named: " + found);
    }

    @Test
    void headHasNoBody() {
        var answer = HttpProbe.request("HEAD", "/").send(HUB.port(0));
        assertEquals(200, answer.status());
        assertEquals("", answer.text());
    }

    @Test
    void templatesAreNotServed() {
        for (String path : new String[] {"/arena.html", "/presence.html", "/web/app.js", "/../pom.xml"}) {
            assertEquals(404, get(path).status(), path);
        }
    }
}

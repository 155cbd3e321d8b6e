package dev.wingbeat.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountPathTest {

    private static final MountPath PLAIN = MountPath.of("/socket", "/websocket");

    @ParameterizedTest
    @ValueSource(strings = {"/socket/websocket", "/socket/websocket/", "//socket///websocket//", "/socket/web%73ocket"})
    void slashesDoNotCount(String path) {
        assertEquals(Map.of(), PLAIN.match(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/socket", "/socket/", "/", "", "/socket/websocket/x", "/x/socket/websocket", "/Socket/websocket"
            })
    void otherPathsDoNotMatch(String path) {
        assertNull(PLAIN.match(path));
    }

    @Test
    void variablesOfMountAndSuffixAreExposed() {
        var path = MountPath.of("/socket/:tenant", "/ws/:extra/end");
        assertEquals(Map.of("tenant", "acme", "extra", "a b"), path.match("/socket/acme/ws/a%20b/end"));
        assertEquals(Map.of("tenant", "é", "extra", "+"), path.match("/socket/%C3%A9/ws/+/end/"));
        assertNull(path.match("/socket/acme/ws/end"));
        assertNull(path.match("/socket/%ff/ws/x/end"));
    }

    @Test
    void variablesBeginningWithAnUnderscoreTakePartOnly() {
        assertEquals(Map.of("b", "2"), MountPath.of("/:_a/:b", "/ws").match("/1/2/ws"));
    }

    @Test
    void mountAtTheRootNeedsASuffix() {
        assertEquals(Map.of(), MountPath.of("/", "/websocket").match("/websocket"));
        assertThrows(IllegalArgumentException.class, () -> MountPath.of("/", "/"));
    }

    @ParameterizedTest
    @CsvSource({
        "socket, /websocket, mount: socket (expected: a path beginning with /)",
        "/socket, websocket, path: websocket (expected: a path beginning with /)",
        "/:, /ws, 'path: /:/ws at : (expected: variables such as :tenant, each once)'",
        "/:a/:a, /ws, 'path: /:a/:a/ws at :a (expected: variables such as :tenant, each once)'",
        "/:a-b, /ws, 'path: /:a-b/ws at :a-b (expected: variables such as :tenant, each once)'",
    })
    void badPathsAreRefused(String mount, String suffix, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> MountPath.of(mount, suffix))
                        .getMessage());
    }
}

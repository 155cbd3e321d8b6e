package dev.wingbeat.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.support.Patience;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What callbacks throw fails the test, unless it is expected. */
class TestHubErrorsTest {

    private static TestHub hub() {
        return TestHub.of(KitApp::endpoint).patience(Patience.LIMIT).start();
    }

    @Test
    void exceptionOfACallbackFailsTheTest() {
        var hub = hub();
        var room = hub.connect(Map.of("name", "ann")).join("room:a");
        room.push("fail", Map.of("why", "because"));
        room.assertError();
        var error = assertThrows(AssertionError.class, hub::close);
        assertEquals("""
                callbacks have thrown (expected: nothing, or expectError):
                  handleIn "fail" of room:a: java.lang.IllegalStateException: fail because""", error.getMessage());
        assertEquals(IllegalStateException.class, error.getSuppressed()[0].getClass());
    }

    @Test
    void failedFutureOfACallbackFailsTheTest() {
        var hub = hub();
        var room = hub.connect(Map.of("name", "ann")).join("room:a");
        room.push("fail later");
        room.assertError();
        var error = assertThrows(AssertionError.class, hub::close);
        assertTrue(error.getMessage()
                .endsWith("handleIn \"fail later\" of room:a: java.lang.IllegalStateException: later"));
    }

    @Test
    void exceptionOfAConnectFailsTheTest() {
        var hub = hub();
        assertEquals(500, hub.connectRefused(Map.of("name", "crash")));
        var error = assertThrows(AssertionError.class, hub::close);
        assertTrue(error.getMessage().endsWith("connect: java.lang.IllegalStateException: connect crash"));
    }

    @Test
    void expectedExceptionDoesNot() {
        try (var hub = hub()) {
            hub.expectError(IllegalStateException.class);
            var room = hub.connect(Map.of("name", "ann")).join("room:a");
            room.push("fail", Map.of("why", "because"));
            room.assertError();
        }
    }

    @Test
    void expectedExceptionThatDoesNotComeFailsTheTest() {
        var hub = hub().patience(Duration.ofMillis(100));
        hub.expectError(IllegalStateException.class);
        var error = assertThrows(AssertionError.class, hub::close);
        assertEquals(
                "no callback has thrown java.lang.IllegalStateException (expected by expectError)", error.getMessage());
    }

    @Test
    void everyCallbackOfAChannelIsWatched() throws Exception {
        List<String> unwatched = Arrays.stream(Channel.class.getMethods())
                .filter(method -> !isWatched(method))
                .map(Method::getName)
                .toList();
        assertEquals(List.of(), unwatched);
    }

    private static boolean isWatched(Method method) {
        try {
            return Failures.WatchedChannel.class
                    .getMethod(method.getName(), method.getParameterTypes())
                    .getDeclaringClass()
                    .equals(Failures.WatchedChannel.class);
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    @Test
    void hubThatDoesNotRunSaysSo() {
        var error = assertThrows(
                IllegalStateException.class, () -> TestHub.of(KitApp::endpoint).connect());
        assertEquals("the hub does not run (expected: @RegisterExtension, or start)", error.getMessage());
    }
}

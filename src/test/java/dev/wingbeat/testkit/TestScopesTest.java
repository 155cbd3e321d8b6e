package dev.wingbeat.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.wingbeat.support.Patience;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which of the tests that run at the same time answers for what callbacks throw. */
class TestScopesTest {

    private static final Monitor.Waits WAITS = new Monitor.Waits(Patience.LIMIT, Patience.LIMIT);

    private final Failures failures = new Failures();
    private final TestScopes scopes = new TestScopes(failures);

    @Test
    void testThatStillWaitsAtItsEndAnswersForItself() throws Exception {
        failures.add("handleIn", "room:ours", new IllegalStateException("that it expects"));
        var ended = new CompletableFuture<Void>();
        var other = new Thread(() -> {
            try {
                scopes.begin("other");
                scopes.current().add("room:ours");
                scopes.current().expect(IllegalStateException.class);
                scopes.current().expect(IllegalArgumentException.class);
                scopes.end("other", false, WAITS);
                ended.complete(null);
            } catch (AssertionError e) {
                ended.completeExceptionally(e);
            }
        });
        other.start();
        while (other.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait(); // until it waits for the second
        }
        scopes.begin("this");
        assertDoesNotThrow(() -> scopes.end("this", false, WAITS));
        failures.add("handleIn", "room:ours", new IllegalArgumentException("that comes late"));
        ended.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}

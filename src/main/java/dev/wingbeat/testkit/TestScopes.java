package dev.wingbeat.testkit;

import dev.wingbeat.testkit.Monitor.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The tests that run at the moment, each on a thread of its own and on those that it starts. */
final class TestScopes {

    private final Failures failures;
    private final TestScope common = new TestScope();
    private final Map<String, TestScope> running = new ConcurrentHashMap<>();

    @SuppressWarnings("ThreadLocalUsage") // each hub has tests of its own
    private final ThreadLocal<@Nullable TestScope> current = new InheritableThreadLocal<>();

    TestScopes(Failures failures) {
        this.failures = failures;
    }

    /** Begins a test on this thread. */
    void begin(String test) {
        var scope = new TestScope();
        running.put(test, scope);
        current.set(scope);
    }

    /** Ends a test: its clients are closed. Fails for what callbacks have thrown, unless the test has failed already. */
    void end(String test, boolean failed, Waits waits) {
        current.remove();
        TestScope scope = running.get(test);
        if (scope != null) {
            scope.close();
            try {
                if (!failed) {
                    scope.check(failures, Set.copyOf(running.values()), waits);
                }
            } finally {
                running.remove(test); // until then no other test answers for what it has caused
            }
        }
    }

    /** Closes the clients that belong to no test. */
    void close() {
        common.close();
    }

    /** Fails for what nobody has answered for. */
    void check(Waits waits) {
        common.check(failures, Set.of(), waits);
    }

    /** Returns the scope of the test that runs on this thread, or that of what belongs to none. */
    TestScope current() {
        TestScope scope = current.get();
        return scope == null ? common : scope;
    }

    /** Breaks the connections of all clients of a node. */
    void drop(int node) {
        List<TestScope> all = new ArrayList<>(running.values());
        all.add(common);
        all.forEach(scope -> scope.clientsOf(node).forEach(TestClient::drop));
    }
}

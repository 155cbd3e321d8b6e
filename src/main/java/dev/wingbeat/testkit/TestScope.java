package dev.wingbeat.testkit;

import dev.wingbeat.pubsub.Subscription;
import dev.wingbeat.testkit.Monitor.Waits;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Everything that belongs to one test: its clients, their topics, the exceptions it expects. */
final class TestScope {

    private final Queue<TestClient> clients = new ConcurrentLinkedQueue<>();
    private final Queue<Subscription> subscriptions = new ConcurrentLinkedQueue<>();
    private final Set<String> topics = ConcurrentHashMap.newKeySet();
    private final Queue<Class<? extends Throwable>> expected = new ConcurrentLinkedQueue<>();

    void add(TestClient client) {
        clients.add(client);
    }

    void add(Subscription subscription) {
        subscriptions.add(subscription);
    }

    void add(String topic) {
        topics.add(topic);
    }

    boolean owns(String topic) {
        return topics.contains(topic);
    }

    void expect(Class<? extends Throwable> type) {
        expected.add(type);
    }

    /** Returns the clients of a node. */
    List<TestClient> clientsOf(int node) {
        return clients.stream().filter(client -> client.node() == node).toList();
    }

    void close() {
        clients.forEach(TestClient::close);
        subscriptions.forEach(Subscription::unsubscribe);
    }

    /** Fails for exceptions that were not expected, and for expected ones that did not come. */
    void check(Failures failures, Set<TestScope> others, Waits waits) {
        for (Class<? extends Throwable> type : expected) {
            if (!failures.await(waits, failure -> isMine(failure, others) && type.isInstance(failure.cause()))) {
                throw new AssertionError("no callback has thrown " + type.getName() + " (expected by expectError)");
            }
        }
        List<Failures.Failure> unexpected = failures.take(failure -> isMine(failure, others)).stream()
                .filter(failure -> expected.stream().noneMatch(type -> type.isInstance(failure.cause())))
                .toList();
        if (!unexpected.isEmpty()) {
            var error = new AssertionError("callbacks have thrown (expected: nothing, or expectError):\n  "
                    + unexpected.stream().map(Failures.Failure::text).collect(Collectors.joining("\n  ")));
            unexpected.forEach(failure -> error.addSuppressed(failure.cause()));
            throw error;
        }
    }

    /** One with a topic belongs to the test that has joined it; others to whichever test ends first. */
    private boolean isMine(Failures.Failure failure, Set<TestScope> others) {
        String topic = failure.topic();
        return topic == null || owns(topic) || others.stream().noneMatch(other -> other != this && other.owns(topic));
    }
}

package dev.wingbeat.testkit;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.Endpoint;
import dev.wingbeat.app.Application;
import dev.wingbeat.app.ApplicationSetting;
import dev.wingbeat.protocol.Expect;
import dev.wingbeat.testkit.Monitor.Waits;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Serves an application in the JVM of its tests, on free ports of this machine. As a JUnit extension it runs for all tests of a
 * class, or for each test when its field is not static; without JUnit, from {@link #start} to {@link #close}.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TestHub HUB = TestHub.of(Main::endpoint);
 *
 * @Test
 * void shoutsReachOthers() {
 *     TestChannel alice = HUB.connect(Map.of("name", "alice")).join("room:lobby");
 *     TestChannel bob = HUB.connect(Map.of("name", "bob")).join("room:lobby");
 *     alice.push("shout", Map.of("body", "hello")).assertReply("ok");
 *     bob.assertPush("shout", Map.of("body", "hello"));
 * }
 * }</pre>
 *
 * <p>After each test its clients are closed. A test fails when a callback of the application has thrown, unless {@link
 * #expectError} names the exception. Tests may run in parallel when each has topics of its own: {@link #topic}.
 *
 * <p>{@link #cluster} starts several nodes without Hazelcast: event bus, broadcasts and presence between nodes are the real ones,
 * over TCP, but membership is a table in this JVM. It does not test discovery, how long failures take to be noticed, or what
 * Hazelcast does in a split: Wingbeat's own tests do. May be used from any thread.
 */
public final class TestHub
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, AutoCloseable {

    private static final String TIMEOUT = "wingbeat.test.timeout";

    private final Failures failures = new Failures();
    private final HubNodes nodes;
    private final TestScopes scopes = new TestScopes(failures);
    private final AtomicInteger topics =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(100, 1_000));
    private volatile Waits waits = Waits.DEFAULT;
    private volatile @Nullable HttpClient http;
    private volatile boolean ofClass;

    private TestHub(int size, Supplier<HubNode.Served> application) {
        Expect.atLeast("nodes", size, 1);
        this.nodes = new HubNodes(size, application, failures);
    }

    /**
     * Makes a hub of one node.
     *
     * @param endpoint makes the endpoint, which is moved to a free port; called at each start
     */
    public static TestHub of(Supplier<Endpoint> endpoint) {
        return cluster(1, endpoint);
    }

    /** Makes a hub of several nodes, each with its own endpoint. */
    public static TestHub cluster(int nodes, Supplier<Endpoint> endpoint) {
        return new TestHub(nodes, () -> HubNode.Served.alone(endpoint.get()));
    }

    /** Makes a hub of one node that serves what {@code Wingbeat.run} would, with flags such as {@code "--max-channels", "2"}. */
    public static TestHub ofApplication(Consumer<Application> declare, String... flags) {
        return clusterOfApplication(1, List.of(), declare, flags);
    }

    /** Makes a hub of several nodes that serve what {@code Wingbeat.run} would, with the application's own settings and flags. */
    public static TestHub clusterOfApplication(
            int nodes, List<ApplicationSetting<?>> settings, Consumer<Application> declare, String... flags) {
        return new TestHub(nodes, () -> {
            var app = Application.of(settings, List.of(flags), declare);
            return new HubNode.Served(app.endpoint().get(), app::runOnStart, app::runBeforeDrain, app::runOnStop);
        });
    }

    /**
     * Sets how long assertions wait for what must come: 5 s by default, or the milliseconds of JUnit's configuration parameter
     * {@code wingbeat.test.timeout}.
     */
    public TestHub patience(Duration patience) {
        waits = new Waits(patience, waits.absence());
        return this;
    }

    /** Sets how long refutations wait, always in full: 100 ms by default. */
    public TestHub absence(Duration absence) {
        waits = new Waits(waits.arrival(), absence);
        return this;
    }

    // --- its life

    /** Starts the hub, and waits until clients may connect. */
    public TestHub start() {
        http = HttpClient.newHttpClient();
        nodes.start();
        return this;
    }

    /** Stops the hub, and fails if a callback threw an exception that no test expected. */
    @Override
    public void close() {
        scopes.close();
        nodes.stop();
        HttpClient clients = http;
        if (clients != null) {
            clients.shutdownNow();
        }
        scopes.check(waits);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        ofClass = true;
        configure(context);
        start();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!ofClass) {
            configure(context);
            start();
        }
        scopes.begin(context.getUniqueId());
    }

    private void configure(ExtensionContext context) {
        context.getConfigurationParameter(TIMEOUT, Long::valueOf).ifPresent(millis -> {
            if (waits.equals(Waits.DEFAULT)) {
                waits = new Waits(Duration.ofMillis(millis), waits.absence());
            }
        });
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try {
            scopes.end(context.getUniqueId(), context.getExecutionException().isPresent(), waits);
        } finally {
            if (!ofClass) {
                close();
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    // --- what tests do

    /** Connects a client to the first node. */
    public TestClient connect() {
        return connect(options -> {});
    }

    /** Connects a client to a node; the first is 0. */
    public TestClient connect(int node) {
        return connect(options -> options.node(node));
    }

    /** Connects a client with connect parameters. */
    public TestClient connect(Map<String, ?> params) {
        return connect(options -> options.params(params));
    }

    /** Connects a client. */
    public TestClient connect(Consumer<ConnectOptions> with) {
        var options = new ConnectOptions();
        with.accept(options);
        int port = port(options.node());
        TestScope scope = scopes.current();
        var client = new TestClient(requireNonNull(http), options, () -> waits, topic -> {
            scope.add(topic);
            return subscribe(options.node(), topic);
        });
        scope.add(client);
        return client.connect(port);
    }

    /** Attempts to connect a client that is refused, and returns the HTTP status: 403 when a user socket refuses it. */
    public int connectRefused(Map<String, ?> params) {
        return connectRefused(options -> options.params(params));
    }

    /** Attempts to connect a client that is refused, and returns the HTTP status. */
    public int connectRefused(Consumer<ConnectOptions> with) {
        var options = new ConnectOptions();
        with.accept(options);
        return TestConnection.refusal(port(options.node()), requireNonNull(http), options);
    }

    /** Connects a client again after its connection has ended, to the node it was on, and joins its channels again. */
    public TestClient reconnect(TestClient client) {
        return client.reconnect(port(client.node()));
    }

    /** Returns a topic that no other test has: {@code room} gives {@code room:…}, {@code room:lobby} gives {@code room:lobby-…}. */
    public String topic(String name) {
        String unique = Integer.toString(topics.incrementAndGet(), Character.MAX_RADIX);
        String topic = name + (name.contains(":") ? '-' : ':') + unique;
        scopes.current().add(topic);
        return topic;
    }

    /** Broadcasts from the first node, as other code of the application would. */
    public void broadcast(String topic, String event, Object payload) {
        endpoint(0).broadcast(topic, event, payload);
    }

    /** Records from now on what is broadcast to a topic, on the first node. */
    public TestTopic subscribe(String topic) {
        return subscribe(0, topic);
    }

    /** Records from now on what is broadcast to a topic, on a node. */
    public TestTopic subscribe(int node, String topic) {
        var heard = new TestTopic(topic, () -> waits);
        scopes.current().add(endpoint(node).pubSub().subscribe(topic, heard::heard));
        return heard;
    }

    /** Expects a callback to throw an exception of this type, once or more, before the test ends; other types fail the test. */
    public void expectError(Class<? extends Throwable> type) {
        scopes.current().expect(type);
    }

    /** Returns the endpoint of a node. */
    public Endpoint endpoint(int node) {
        return nodes.get(node).endpoint();
    }

    /** Returns the port that clients of a node connect to. */
    public int port(int node) {
        return endpoint(node).port();
    }

    // --- what happens to nodes

    /** Stops a node gracefully, as SIGTERM does: clients are told to reconnect, presences leave. Waits until it has stopped. */
    public void stop(int node) {
        nodes.stop(node);
    }

    /** Kills a node: the connections of its clients break, the others see it gone, nothing is sent any more. */
    public void kill(int node) {
        nodes.kill(node, () -> scopes.drop(node));
    }

    /** Starts a node again that has been stopped or killed. */
    public void restart(int node) {
        nodes.restart(node);
    }

    /**
     * Cuts two nodes off from each other: each takes the other for dead, and nothing passes between them. Both still reach the
     * others.
     */
    public void cut(int one, int other) {
        nodes.cut(one, other);
    }

    /** Lets all nodes see each other again, and waits until broadcasts pass between all of them. */
    public void heal() {
        nodes.heal();
        awaitConverged();
    }

    /** Lets two nodes see each other again; other nodes stay cut off as they are, so this does not wait for broadcasts. */
    public void heal(int one, int other) {
        nodes.heal(one, other);
    }

    /** Waits until a broadcast from any node has reached every other. */
    public void awaitConverged() {
        nodes.converge();
    }
}

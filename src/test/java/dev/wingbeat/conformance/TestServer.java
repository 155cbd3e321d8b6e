package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointOptions;
import dev.wingbeat.FramesUnderTest;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.support.LeakWatch;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.Ports;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.LongPollProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Keeps one endpoint on an ephemeral port while the tests of a class run. Closes after each test the connections that
 * the test opened, and fails the class when Netty reports a leak.
 */
public final class TestServer implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    /** Makes the endpoint to be tested. */
    @FunctionalInterface
    public interface Application {
        /** Builds the endpoint; the fixture has the channels and remembers how they end. */
        Endpoint endpoint(Fixture fixture, EndpointOptions config);
    }

    /** What an application under test may use. */
    public record Fixture(Vertx vertx, ConformanceApp app) {}

    /** What all are started with, on a port of their own. */
    public static final EndpointOptions CONFIG =
            new EndpointOptions().host("localhost").port(0).urlHost("localhost").eventLoops(2);

    private final Application application;
    private final int port;
    private final List<WebSocketProbe> probes = new CopyOnWriteArrayList<>();
    private final Map<String, BlockingQueue<StopReason>> endings = new ConcurrentHashMap<>();
    private final LeakWatch leaks = new LeakWatch();
    private Vertx vertx;
    private Endpoint endpoint;

    private TestServer(Application application, int port) {
        this.application = application;
        this.port = port;
    }

    /** Serves the application of the test vectors. */
    public static TestServer ofVectors() {
        return of((fixture, config) -> fixture.app().endpoint(config));
    }

    /** Serves an application. */
    public static TestServer of(Application application) {
        return new TestServer(application, 0);
    }

    /** Serves an application that tests may stop and start again on the same port. */
    public static TestServer restartable(Application application) {
        return new TestServer(application, Ports.unused());
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        start();
    }

    /** Starts the server, for a test that stops it itself. */
    void start() throws Exception {
        leaks.start();
        vertx = Vertx.vertx();
        startEndpoint();
    }

    /** Starts the endpoint, after {@link #stopEndpoint} on the port it had. */
    public void startEndpoint() throws Exception {
        Ports.listenAgain(this::startOnce);
    }

    private void startOnce() throws Exception {
        var app = new ConformanceApp(vertx, ended -> endings(ended.topic()).add(ended.reason()));
        endpoint = FramesUnderTest.start(
                        application.endpoint(
                                new Fixture(vertx, app),
                                new EndpointOptions().from(CONFIG).port(port)),
                        vertx)
                .await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Stops the endpoint of a restartable server: its clients are told, and find nobody when they come back. */
    public void stopEndpoint() throws Exception {
        endpoint.stop().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        probes.forEach(WebSocketProbe::close);
        probes.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        stop();
    }

    /** Stops the server, also when its endpoint has stopped already. */
    void stop() throws Exception {
        probes.forEach(WebSocketProbe::close);
        stopEndpoint();
        vertx.close().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertEquals(List.of(), leaks.stop(), "buffers leaked");
    }

    /** Returns the running endpoint. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Returns the Vert.x that it runs on. */
    public Vertx vertx() {
        return vertx;
    }

    /** Returns the port it listens on. */
    public int port() {
        return endpoint.port();
    }

    /** Opens a WebSocket. */
    public WebSocketProbe open(String target, String... headers) {
        return open(HttpProbe.upgrade(target).with(headers));
    }

    /** Opens a WebSocket on {@code /socket} in V2. */
    public WebSocketProbe open() {
        return open("/socket/websocket?vsn=2.0.0");
    }

    /** Opens a WebSocket. */
    public WebSocketProbe open(HttpProbe request) {
        return closedAfterwards(WebSocketProbe.open(port(), request));
    }

    /** Opens a WebSocket whose client sends more before it has the answer, the first of it in the same write. */
    public WebSocketProbe openEagerly(HttpProbe request, byte[]... behind) {
        return closedAfterwards(WebSocketProbe.openEagerly(port(), request, behind));
    }

    /** Opens a WebSocket from which nothing is read before the test says so. */
    public WebSocketProbe openWithoutReading(String target, int receiveBuffer) {
        return closedAfterwards(WebSocketProbe.openWithoutReading(port(), HttpProbe.upgrade(target), receiveBuffer));
    }

    private WebSocketProbe closedAfterwards(WebSocketProbe probe) {
        probes.add(probe);
        return probe;
    }

    /** Attempts a WebSocket handshake. */
    public HttpAnswer upgrade(String target, String... headers) {
        return HttpProbe.upgrade(target).with(headers).send(port());
    }

    /** Sends a GET. */
    public HttpAnswer get(String target, String... headers) {
        return HttpProbe.get(target).with(headers).send(port());
    }

    /** Opens a long-poll session. */
    public LongPollProbe longPoll(String target, String... headers) {
        return new LongPollProbe(port(), target).open(headers);
    }

    /** Waits until a channel of the topic has been told to terminate, and returns the reason. */
    public StopReason ending(String topic) {
        try {
            var reason = endings(topic).poll(Patience.LIMIT.toNanos(), TimeUnit.NANOSECONDS);
            if (reason == null) {
                throw new AssertionError("terminate was not called for " + topic);
            }
            return reason;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Returns the reasons of channels of the topic that have ended and were not asked for. */
    public BlockingQueue<StopReason> endings(String topic) {
        return endings.computeIfAbsent(topic, name -> new LinkedBlockingQueue<>());
    }
}

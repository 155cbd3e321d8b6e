package dev.wingbeat.contract;

import dev.wingbeat.Endpoint;
import dev.wingbeat.SocketBuilder;
import dev.wingbeat.channel.Execution;
import dev.wingbeat.conformance.ConformanceApp;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.support.Patience;
import dev.wingbeat.transport.SocketOptions;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Gates at which channels wait until the test opens them. */
final class ContractServer {

    private final Map<String, CompletableFuture<Void>> gates = new ConcurrentHashMap<>();

    /** Serves the fixture's channels and {@code stage:*}, {@code virtual:*} and {@code routed:*} on {@code /socket}. */
    TestServer server() {
        return TestServer.of((fixture, config) -> {
            var app = fixture.app();
            var socket = new SocketOptions()
                    .webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET))
                    .longPoll(
                            longPoll -> longPoll.from(ConformanceApp.LONG_POLL).window(Duration.ofSeconds(1)));
            var builder = Endpoint.builder();
            app.mount(builder, "/socket", socket, routes -> channels(routes, app));
            return builder.presence(app.presence())
                    .options(options ->
                            options.from(config).limits(LimitOptions::off)) // the stories join and ask in one go
                    .build();
        });
    }

    private void channels(SocketBuilder routes, ConformanceApp app) {
        var unused = routes.channel("stage:*", () -> new StageChannel(this, app))
                .channel(
                        "virtual:*",
                        () -> new StageChannel(this, app),
                        route -> route.execution(Execution.VIRTUAL_THREADS))
                .channel(
                        "routed:*",
                        () -> new StageChannel(this, app),
                        route -> route.assign(StageChannel.key("user_id"), "of the route")
                                .assign(StageChannel.key("extra"), "x"));
    }

    /** Lets everybody pass who waits at the gate now or later. */
    void open(String gate) {
        var unused = gate(gate).complete(null);
    }

    /** Breaks the gate: who waits there fails. */
    void breakDown(String gate) {
        var unused = gate(gate).completeExceptionally(new IllegalStateException("gate " + gate + " broke"));
    }

    Future<Void> opened(String gate) {
        return Future.fromCompletionStage(gate(gate));
    }

    /** Blocks the thread until the gate is open. */
    void await(String gate) throws InterruptedException, ExecutionException, TimeoutException {
        gate(gate).get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private CompletableFuture<Void> gate(String name) {
        return gates.computeIfAbsent(name, unknown -> new CompletableFuture<>());
    }
}

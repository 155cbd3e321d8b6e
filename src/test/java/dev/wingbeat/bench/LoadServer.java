package dev.wingbeat.bench;

import dev.wingbeat.Endpoint;
import dev.wingbeat.bench.BenchConfig.Scenario;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.load.Target;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Patience;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A real server on a real socket, whose rooms may break the rules. */
final class LoadServer implements AutoCloseable {

    private static final String EVERYBODY = "everybody";

    private final Vertx vertx;
    private final Endpoint endpoint;

    /** A room as it should be: it answers pings and broadcasts shouts. */
    static class Room implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            if (event.equals("ping")) {
                return HandleResult.ok(payload);
            }
            shout(payload, socket);
            return HandleResult.noReply();
        }

        void shout(Payload payload, Socket socket) {
            socket.broadcast("shout", payload);
        }
    }

    /** Accepts everybody, under one name. */
    private static final class Everybody implements UserSocket {
        @Override
        public ConnectResult connect(ConnectInfo connect) {
            return ConnectResult.accept();
        }

        @Override
        public String id(Assigns assigns) {
            return EVERYBODY;
        }
    }

    LoadServer(Supplier<Channel> room) throws Exception {
        this(room, Vertx.vertx());
    }

    LoadServer(Supplier<Channel> room, Vertx vertx) throws Exception {
        this.vertx = vertx;
        endpoint = Endpoint.builder()
                .socket("/socket", new Everybody(), routes -> routes.channel("room:*", room))
                .options(options -> options.host("127.0.0.1").port(0).limits(LimitOptions::off))
                .build();
        var unused = endpoint.start(vertx).await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    URI url() {
        return URI.create("ws://127.0.0.1:" + endpoint.port() + "/socket");
    }

    /** Returns a short test of this server: a few clients, one publisher, a moment. */
    BenchConfig config(Scenario scenario, String vsn) {
        boolean ping = scenario == Scenario.PING;
        var target = new Target(List.of(url()), List.of(), vsn, Map.of(), "room:", ping ? "ping" : "shout", "{}");
        double rate = scenario == Scenario.ROOMS ? 50 : scenario == Scenario.CHURN ? 200 : 0;
        var shape = new BenchConfig.Shape(20, 20, 5, 4, 2, 2, rate, 0, 16, 100);
        var moment = Duration.ofMillis(500);
        var timing = new BenchConfig.Timing(
                Duration.ofMillis(100),
                moment,
                Duration.ZERO,
                Duration.ofSeconds(2), // whole only where something is missing
                Patience.LIMIT,
                Duration.ZERO,
                false);
        return new BenchConfig(
                scenario,
                target,
                shape,
                timing,
                2,
                List.of(ProcessHandle.current().pid()));
    }

    /** Returns a config with another rate: an open loop. */
    static BenchConfig withRate(BenchConfig config, double rate) {
        var shape = config.shape();
        return new BenchConfig(
                config.scenario(),
                config.target(),
                new BenchConfig.Shape(
                        shape.connections(),
                        shape.topics(),
                        shape.rooms(),
                        shape.members(),
                        shape.publishers(),
                        shape.window(),
                        rate,
                        shape.connectRate(),
                        shape.inFlight(),
                        shape.payload()),
                config.timing(),
                config.threads(),
                config.serverPids());
    }

    /** Ends the connections of all clients. */
    void disconnectAll() {
        endpoint.disconnect(EVERYBODY);
    }

    @Override
    public void close() throws TimeoutException {
        endpoint.stop().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        vertx.close().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}

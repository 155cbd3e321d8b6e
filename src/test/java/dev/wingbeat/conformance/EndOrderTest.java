package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.Execution;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The order of every kind of end: the tasks of onEnd as they were given, then terminate with its reason. */
@ParameterizedClass
@EnumSource(Execution.class)
class EndOrderTest {

    private static final Duration SHORT = Duration.ofMillis(50);
    private static final BlockingQueue<String> DIARY = new LinkedBlockingQueue<>();

    @RegisterExtension
    static final TestServer server = TestServer.restartable((fixture, config) -> Endpoint.builder()
            .socket("/socket", new FixtureSocket(), routes -> {
                for (Execution execution : Execution.values()) {
                    var unused = routes.channel(
                                    execution + ":hasty",
                                    Ending::new,
                                    route -> route.execution(execution).callbackTimeout(SHORT))
                            .channel(execution + ":*", Ending::new, route -> route.execution(execution));
                }
            })
            .options(options -> options.from(config))
            .build());

    /** Writes its end down. */
    private static final class Ending implements Channel {

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            socket.onEnd(() -> DIARY.add("first"));
            socket.onEnd(() -> DIARY.add("second"));
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            return switch (event) {
                case "crash" -> throw new IllegalStateException("on demand");
                case "stop" -> HandleResult.stop(StopReason.NORMAL);
                case "wait" ->
                    HandleResult.async(Promise.<HandleResult>promise().future());
                default -> HandleResult.ok();
            };
        }

        @Override
        public void terminate(StopReason reason, Socket socket) {
            DIARY.add(
                    switch (reason) {
                        case StopReason.Normal normal -> "normal";
                        case StopReason.Shutdown(String detail) -> String.valueOf(detail);
                        case StopReason.Failure(String description, var cause) -> "failure";
                    });
        }
    }

    @Parameter
    Execution execution;

    private WebSocketProbe join(String name) {
        var probe = server.open("/socket/websocket?vsn=2.0.0&user_id=" + execution);
        push(probe, name, "phx_join");
        probe.nextText();
        return probe;
    }

    private void push(WebSocketProbe probe, String name, String event) {
        probe.send(ClientFrame.text(Json.compact("['1','1','" + execution + ":" + name + "','" + event + "',{}]")));
    }

    private static void expectEnd(String reason) throws InterruptedException {
        for (String line : List.of("first", "second", reason)) {
            String next = DIARY.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertNotNull(next, line);
            assertEquals(line, next);
        }
    }

    @Test
    void leave() throws Exception {
        push(join("1"), "1", "phx_leave");
        expectEnd("left");
    }

    @Test
    void connectionClosed() throws Exception {
        join("1").close();
        expectEnd("closed");
    }

    @Test
    void kick() throws Exception {
        join("1");
        server.endpoint().disconnect("user_socket:" + execution);
        expectEnd("disconnected");
    }

    @Test
    void stop() throws Exception {
        push(join("1"), "1", "stop");
        expectEnd("normal");
    }

    @Test
    void crash() throws Exception {
        push(join("1"), "1", "crash");
        expectEnd("failure");
    }

    @Test
    void callbackTimeout() throws Exception {
        push(join("hasty"), "hasty", "wait");
        expectEnd("failure");
    }

    @Test
    void drainAlsoOfACallbackThatNeverDecides() throws Exception {
        WebSocketProbe waiting = join("1");
        push(waiting, "1", "wait");
        push(waiting, "1", "phx_leave");
        server.stopEndpoint();
        expectEnd("draining");
        server.startEndpoint();
    }
}

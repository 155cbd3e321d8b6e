package dev.wingbeat.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.eventstream.EventStreamNode;
import dev.wingbeat.eventstream.EventStreamOptions;
import dev.wingbeat.support.LogRecords;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An application that takes its time over who may connect. */
class ConnectTimeoutTest {

    @Test
    void connectThatNeverDecidesIsAnsweredForTheApplication() {
        var undecided = new EventStreamOptions()
                .userSocket(connect ->
                        ConnectResult.async(Promise.<ConnectResult>promise().future()));
        try (var node = EventStreamNode.withConnectTimeout(undecided, Duration.ofMillis(50))) {
            assertEquals(503, node.get("room:a").status());
            assertEquals(503, node.upgrade().status());
        }
    }

    @Test
    void longPollClientIsAnsweredTooAndThatIsLogged() {
        var log = LogRecords.of("dev.wingbeat.connection");
        try (var node = LongPollNode.withConnectTimeout(Duration.ofMillis(50))) {
            for (int i = 0; i < 2; i++) {
                assertEquals(
                        503,
                        LongPollClient.send(node.client().get("vsn=2.0.0&do=never"))
                                .http());
            }
            assertEquals(0, node.sockets(0));
            assertEquals(
                    List.of("connect at /socket/acme/longpoll did not decide in PT0.05S: answered 503"),
                    log.messages());
        } finally {
            log.close();
        }
    }

    @Test
    void decisionThatComesTooLateOpensNothing() {
        Promise<ConnectResult> decision = Promise.promise();
        var authorized = new AtomicInteger();
        var late = new EventStreamOptions()
                .userSocket(connect -> ConnectResult.async(decision.future()))
                .authorizer((topic, connect, assigns) -> {
                    authorized.incrementAndGet();
                    return ConnectResult.accept();
                });
        try (var node = EventStreamNode.withConnectTimeout(late, Duration.ofMillis(50))) {
            assertEquals(503, node.get("room:a").status());
            assertEquals(503, node.upgrade().status());
            decision.complete(ConnectResult.accept());
            node.untilStreams(streams -> streams == 0);
            assertEquals(0, authorized.get(), "asked for clients that had their answer");
        }
    }
}

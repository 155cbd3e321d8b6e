package dev.wingbeat.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.TestLoops;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Joins that are answered with a state, and what is broadcast while it is made. */
class JoinStateTest {

    private static final String TOPIC = "room:1";

    private final Promise<Map<String, Integer>> state = Promise.promise();
    private final BlockingQueue<StopReason> endings = new LinkedBlockingQueue<>();
    private final LoopHub hub = new LoopHub(2)
            .route("room:*", StateChannel::new)
            .route("value:*", ValueChannel::new)
            .route("virtual:*", Execution.VIRTUAL_THREADS, ValueChannel::new);
    private final LoopClient client = hub.connect();

    @AfterEach
    void close() {
        hub.close();
    }

    /** Answers with the state that the test completes. */
    private final class StateChannel implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.state(() -> {
                socket.broadcast("asked", Map.of());
                return state.future();
            });
        }

        @Override
        public Set<String> intercepts() {
            return Set.of("seen");
        }

        @Override
        public HandleResult handleOut(String event, Payload payload, Socket socket) {
            socket.push(event, Map.of("seen", true));
            return HandleResult.noReply();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            return HandleResult.ok(payload);
        }

        @Override
        public void terminate(StopReason reason, Socket socket) {
            endings.add(reason);
        }
    }

    /** Answers with what it makes at once, in the course of which something is broadcast. */
    private static final class ValueChannel implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            socket.broadcast("before", Map.of());
            return JoinResult.state(() -> {
                socket.pubSub().broadcast(topic, "meanwhile", Map.of());
                if (topic.endsWith("broken")) {
                    throw new IllegalStateException("on purpose");
                }
                return Map.of("n", 1);
            });
        }
    }

    private static String join(String topic, String joinRef) {
        return "['%1$s','%1$s','%2$s','phx_join',{}]".formatted(joinRef, topic);
    }

    private static String reply(String topic, String joinRef) {
        return "['%1$s','%1$s','%2$s','phx_reply',{'status':'ok','response':{'n':1}}]".formatted(joinRef, topic);
    }

    private static String crash(String topic, String joinRef) {
        return "['%1$s','%1$s','%2$s','phx_reply',{'status':'error','response':{'reason':'join crashed'}}]"
                .formatted(joinRef, topic);
    }

    private void broadcast(String event) {
        hub.node().pubSub().broadcast(TOPIC, event, Map.of());
    }

    /** Waits until the topic has a member, or is about to. */
    private void asked() {
        client.expectNothing();
        TestLoops.settle(hub.node().loop(0));
        assertTrue(hub.node().pubSub().topics().contains(TOPIC));
    }

    @Test
    void stateIsTheReplyAndWhatCameMeanwhileFollows() {
        broadcast("too early");
        client.send(join(TOPIC, "1"), "['1','2','room:1','echo',{'e':1}]");
        asked();
        broadcast("seen");
        broadcast("meanwhile");
        client.expectNothing();
        state.complete(Map.of("n", 1));
        client.expect(
                reply(TOPIC, "1"),
                "[null,null,'room:1','asked',{}]",
                "[null,null,'room:1','meanwhile',{}]",
                "['1','2','room:1','phx_reply',{'status':'ok','response':{'e':1}}]",
                "['1',null,'room:1','seen',{'seen':true}]");
        broadcast("later");
        client.expect("[null,null,'room:1','later',{}]").expectNothing();
        assertEquals(0, client.backlog());
    }

    @Test
    void valueIsMadeOnceTheClientIsAMember() {
        client.send(join("value:1", "1"))
                .expect(reply("value:1", "1"), "[null,null,'value:1','meanwhile',{}]")
                .expectNothing();
    }

    @Test
    void valueIsMadeWhereCallbacksRun() {
        client.send(join("virtual:1", "1"))
                .expect(reply("virtual:1", "1"), "[null,null,'virtual:1','meanwhile',{}]")
                .expectNothing();
    }

    @Test
    void stateThatCannotBeMadeIsACrashOfTheJoin() {
        client.send(join("value:broken", "1"))
                .expect(crash("value:broken", "1"))
                .expectNothing();
        client.send(join(TOPIC, "2"));
        asked();
        broadcast("meanwhile");
        state.fail("on purpose");
        client.expect(crash(TOPIC, "2")).expectNothing();
        assertEquals(0, client.channels());
        assertEquals(0, client.backlog());
        assertFalse(hub.node().pubSub().topics().contains(TOPIC));
    }

    @Test
    void connectionThatEndsMeanwhileLeavesNothing() throws InterruptedException {
        client.send(join(TOPIC, "1"));
        asked();
        broadcast("meanwhile");
        client.close(StopReason.CLOSED);
        assertEquals(0, client.backlog());
        assertFalse(hub.node().pubSub().topics().contains(TOPIC));
        state.complete(Map.of("n", 1));
        assertEquals(StopReason.CLOSED, endings.take());
    }

    @Test
    void joinThatTakesItsPlaceHearsNothingOfIt() {
        client.send(join(TOPIC, "1"));
        asked();
        broadcast("meanwhile");
        client.send(join(TOPIC, "2"));
        asked();
        state.complete(Map.of("n", 1));
        client.expect(reply(TOPIC, "2"))
                .expectClose(TOPIC, "1")
                .expect("[null,null,'room:1','asked',{}]")
                .expectNothing();
        assertEquals(1, client.channels());
    }

    @Test
    void stateThatTakesLongerThanMayBeHeldIsACrashOfTheJoin() {
        client.send(join(TOPIC, "1"));
        asked();
        TestLoops.run(hub.node().loop(0), () -> {
            for (int i = 0; i <= Mailbox.MAX_WAITING; i++) {
                broadcast("meanwhile");
            }
        });
        client.expect(crash(TOPIC, "1")).expectNothing();
        assertEquals(0, client.backlog());
        state.complete(Map.of("n", 1));
        client.expectNothing();
    }
}

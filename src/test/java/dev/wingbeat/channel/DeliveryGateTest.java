package dev.wingbeat.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.TestLoops;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** States and the broadcasts around them, on their way to one client. */
class DeliveryGateTest {

    private static final Payload STATE = Payload.of("a", 1);

    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Queue<DeliveryGate.Hold> holds = new ConcurrentLinkedQueue<>();
    private final LoopHub hub = new LoopHub(2).route("room:*", AwaitingChannel::new);
    private final LoopClient client = hub.connect();

    @AfterEach
    void close() {
        hub.close();
    }

    /** Awaits a state from its join on. */
    private final class AwaitingChannel implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            sockets.add(socket);
            switch (topic) {
                case "room:later" -> {}
                case "room:at-once" -> releaseAtOnce(socket);
                default -> await(socket);
            }
            return topic.equals("room:refused") ? JoinResult.error("no") : JoinResult.ok();
        }

        @Override
        public Set<String> intercepts() {
            return Set.of("presence_diff");
        }

        @Override
        public HandleResult handleOut(String event, Payload payload, Socket socket) {
            socket.push(event, payload.json().copy().put("seen", true));
            return HandleResult.noReply();
        }
    }

    /** Has a state as soon as it is asked for one, and news at the same time. */
    private static void releaseAtOnce(Socket socket) {
        socket.hold("presence_diff"::equals, DeliveryGate.Meanwhile.DROPPED, hold -> {
            socket.broadcast("other", Map.of());
            hold.release(List.of(hold.push("presence_state", STATE)));
        });
    }

    private void await(Socket socket) {
        await(socket, DeliveryGate.Meanwhile.DROPPED);
    }

    private void await(Socket socket, DeliveryGate.Meanwhile meanwhile) {
        socket.hold("presence_diff"::equals, meanwhile, hold -> {
            holds.add(hold);
            socket.afterJoin(() -> socket.push("waiting", Map.of()));
        });
    }

    /** Brings the state that was awaited first. */
    private void release(Payload... parts) {
        var hold = holds.remove();
        List<Frame> frames = new ArrayList<>();
        for (var part : parts) {
            frames.add(hold.push(frames.isEmpty() ? "presence_state" : "presence_diff", part));
        }
        hold.release(frames);
    }

    private void diff(String topic, int number) {
        hub.node().pubSub().broadcast(topic, "presence_diff", Map.of("n", number));
    }

    private void expectDiff(String topic, int number) {
        client.expect("[null,null,'%s','presence_diff',{'n':%d,'seen':true}]"
                .formatted(topic, number)
                .replace("[null", "['1'"));
    }

    @Test
    void diffsBeforeTheStateAreDroppedAndThoseBehindItFollow() {
        client.join("room:1", "1").expect("['1',null,'room:1','waiting',{}]");
        diff("room:1", 1);
        hub.node().pubSub().broadcast("room:1", "other", Map.of());
        client.expect("[null,null,'room:1','other',{}]");
        release(STATE);
        diff("room:1", 2);
        client.expect("['1',null,'room:1','presence_state',{'a':1}]");
        expectDiff("room:1", 2);
        client.expectNothing();
    }

    @Test
    void nobodyAwaitsTheStateOfAChannelThatHasEnded() {
        client.join("room:1", "1").expect("['1',null,'room:1','waiting',{}]");
        var hold = holds.element();
        assertFalse(hold.isOver());
        client.send("['1','2','room:1','phx_leave',{}]")
                .expect("['1','2','room:1','phx_reply',{'status':'ok','response':{}}]")
                .expectClose("room:1", "1")
                .join("room:2", "2");
        assertTrue(hold.isOver());
        release(STATE);
        client.expect("['2',null,'room:2','waiting',{}]").expectNothing();
    }

    @Test
    void nothingOvertakesTheReplyOfTheJoin() {
        client.send("['1','1','room:at-once','phx_join',{}]").expectJoined("room:at-once", "1");
        client.expect("[null,null,'room:at-once','other',{}]");
        client.expect("['1',null,'room:at-once','presence_state',{'a':1}]");
        diff("room:at-once", 1);
        expectDiff("room:at-once", 1);
        client.expectNothing();
    }

    @Test
    void furtherPartsAreDiffs() {
        client.join("room:1", "1").expect("['1',null,'room:1','waiting',{}]");
        release(STATE, Payload.of("b", 2), Payload.of("c", 3));
        client.expect(
                "['1',null,'room:1','presence_state',{'a':1}]",
                "['1',null,'room:1','presence_diff',{'b':2}]",
                "['1',null,'room:1','presence_diff',{'c':3}]");
    }

    @Test
    void stateMayBeAwaitedAgainAndTwiceAtATime() {
        client.join("room:later", "1");
        diff("room:later", 1);
        expectDiff("room:later", 1);
        var socket = sockets.getFirst();
        await(socket);
        await(socket);
        client.expect("['1',null,'room:later','waiting',{}]", "['1',null,'room:later','waiting',{}]");
        diff("room:later", 2);
        release(STATE);
        diff("room:later", 3);
        release(STATE);
        diff("room:later", 4);
        client.expect(
                "['1',null,'room:later','presence_state',{'a':1}]", "['1',null,'room:later','presence_state',{'a':1}]");
        expectDiff("room:later", 4);
    }

    @Test
    void nothingPushedOpensTheGate() {
        client.join("room:1", "1").expect("['1',null,'room:1','waiting',{}]");
        release();
        diff("room:1", 1);
        expectDiff("room:1", 1);
    }

    @Test
    void largeStateWaitsForTheClientAndDiffsStandBehindIt() {
        client.join("room:1", "1").expect("['1',null,'room:1','waiting',{}]");
        var part = Payload.of("text", "x".repeat(50_000));
        client.pending(1_000_000);
        release(Collections.nCopies(20, part).toArray(Payload[]::new));
        diff("room:1", 1);
        TestLoops.settle(hub.node().loop(0));
        client.expectNothing();
        client.pending(0);
        assertTrue(client.next().contains("presence_state"));
        for (int i = 1; i < 20; i++) {
            assertTrue(client.next().contains("'text'".replace('\'', '"')));
        }
        expectDiff("room:1", 1);
        diff("room:1", 2);
        expectDiff("room:1", 2);
    }

    @Test
    void stateForAChannelThatHasEndedGoesNowhere() {
        client.join("room:1", "1").expect("['1',null,'room:1','waiting',{}]");
        client.pending(1_000_000);
        release(STATE, STATE);
        diff("room:1", 1);
        assertTrue(client.backlog() > 0);
        var socket = sockets.getFirst();
        TestLoops.run(hub.node().loop(0), () -> await(socket));
        client.send("['1','2','room:1','phx_leave',{}]")
                .expect(
                        "['1',null,'room:1','waiting',{}]",
                        "['1','2','room:1','phx_reply',{'status':'ok','response':{}}]")
                .expectClose("room:1", "1");
        assertEquals(0, client.backlog());
        release(STATE);
        client.pending(0);
        client.send("['2','2','room:refused','phx_join',{}]")
                .expect("['2','2','room:refused','phx_reply',{'status':'error','response':{'reason':'no'}}]")
                .expectNothing();
        assertEquals(0, client.channels());
    }

    @Test
    void whatTheStateMayLackFollowsIt() {
        client.join("room:later", "1");
        await(sockets.getFirst(), DeliveryGate.Meanwhile.KEPT);
        client.expect("['1',null,'room:later','waiting',{}]");
        diff("room:later", 1);
        hub.node().pubSub().broadcast("room:later", "other", Map.of());
        diff("room:later", 2);
        client.expect("[null,null,'room:later','other',{}]");
        release(STATE);
        client.expect("['1',null,'room:later','presence_state',{'a':1}]");
        expectDiff("room:later", 1);
        expectDiff("room:later", 2);
        assertEquals(0, client.backlog());
    }

    @Test
    void channelEndsWhenMoreIsHeldThanMayBe() {
        client.join("room:later", "1");
        await(sockets.getFirst(), DeliveryGate.Meanwhile.KEPT);
        client.expect("['1',null,'room:later','waiting',{}]");
        TestLoops.run(hub.node().loop(0), () -> {
            for (int i = 0; i <= Mailbox.MAX_WAITING; i++) {
                diff("room:later", i);
            }
        });
        client.expectError("room:later", "1");
        assertEquals(0, client.backlog());
        release(STATE);
        client.expectNothing();
    }
}

package dev.wingbeat.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.TestLoops;
import dev.wingbeat.support.Patience;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What others may do after a channel's join, and at its end. */
@ParameterizedClass
@EnumSource(Execution.class)
class EndTest {

    @Parameter
    Execution execution;

    private final BlockingQueue<String> diary = new LinkedBlockingQueue<>();
    private final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
    private LoopHub hub;
    private LoopClient client;

    @BeforeEach
    void start() {
        hub = new LoopHub(1).route("room:*", execution, ObservedChannel::new);
        client = hub.connect();
    }

    @AfterEach
    void close() {
        hub.close();
    }

    /** Writes down its end; does what the topic and the event say. */
    private final class ObservedChannel implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            sockets.add(socket);
            socket.onEnd(() -> note("end"));
            socket.onEnd(() -> note("second"));
            switch (topic) {
                case "room:after" -> {
                    socket.afterJoin(() -> socket.push("first", Map.of()));
                    socket.afterJoin(() -> socket.push("second", Map.of("loop", onLoop())));
                }
                case "room:refused" -> {
                    socket.afterJoin(() -> diary.add("joined although refused"));
                    socket.onEnd(() -> note("sent before: " + client.sent()));
                    return JoinResult.error("no");
                }
                case "room:broken" -> {
                    socket.onEnd(() -> {
                        throw new IllegalStateException("in the end");
                    });
                    socket.onEnd(() -> note("third"));
                }
                case "room:bad" ->
                    socket.afterJoin(() -> {
                        throw new IllegalStateException("after the join");
                    });
                case "room:crash" -> throw new IllegalStateException("in join");
                default -> {}
            }
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            return switch (event) {
                case "crash" -> throw new IllegalStateException("on demand");
                case "stop" -> HandleResult.stop(StopReason.NORMAL);
                case "after" -> {
                    socket.afterJoin(() -> socket.push("now", Map.of()));
                    yield HandleResult.ok();
                }
                default -> HandleResult.ok();
            };
        }

        @Override
        public void terminate(StopReason reason, Socket socket) {
            diary.add("terminate");
        }
    }

    private boolean onLoop() {
        return hub.node().loop(0).inLoop();
    }

    private void note(String text) {
        diary.add(onLoop() ? text : text + " elsewhere");
    }

    private void expectDiary(String... lines) {
        for (var line : lines) {
            try {
                assertEquals(line, diary.poll(Patience.LIMIT.toNanos(), TimeUnit.NANOSECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void endOfALeaveIsToldOnceAndBeforeTerminate() {
        client.join("room:1", "1").send("['1','2','room:1','phx_leave',{}]");
        expectDiary("end", "second", "terminate");
        client.close(StopReason.CLOSED);
        assertEquals(List.of(), List.copyOf(diary));
    }

    @Test
    void crashStopAndLostConnectionAreEnds() {
        client.join("room:1", "1").join("room:2", "2").join("room:3", "3");
        client.send("['1','9','room:1','crash',{}]");
        expectDiary("end", "second", "terminate");
        client.send("['2','9','room:2','stop',{}]");
        expectDiary("end", "second", "terminate");
        client.close(StopReason.CLOSED);
        expectDiary("end", "second", "terminate");
    }

    @Test
    void replacedChannelHasEndedWithoutTerminate() {
        client.join("room:1", "1").join("room:1", "2").expectClose("room:1", "1");
        expectDiary("end", "second");
        client.send("['2','9','room:1','phx_leave',{}]");
        expectDiary("end", "second", "terminate");
    }

    @Test
    void refusedAndCrashedJoinsAreEnds() {
        client.send("['1','1','room:refused','phx_join',{}]")
                .expect("['1','1','room:refused','phx_reply',{'status':'error','response':{'reason':'no'}}]");
        expectDiary("end", "second", "sent before: 1");
        client.send("['2','2','room:crash','phx_join',{}]")
                .expect("['2','2','room:crash','phx_reply',{'status':'error','response':{'reason':'join crashed'}}]");
        expectDiary("end", "second");
        client.expectNothing();
        assertEquals(List.of(), List.copyOf(diary));
    }

    @Test
    void taskThatFailsHarmsNoOther() {
        client.join("room:broken", "1").send("['1','2','room:broken','phx_leave',{}]");
        expectDiary("end", "second", "third", "terminate");
    }

    @Test
    void afterTheEndTheTaskRunsAtOnce() throws InterruptedException {
        client.join("room:1", "1").send("['1','2','room:1','phx_leave',{}]");
        expectDiary("end", "second", "terminate");
        var socket = sockets.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        TestLoops.run(hub.node().loop(0), () -> {
            socket.onEnd(() -> note("late"));
            note("behind");
        });
        expectDiary("late", "behind");
        TestLoops.elsewhere(() -> socket.onEnd(() -> note("later")));
        expectDiary("later");
        socket.afterJoin(() -> diary.add("joined although ended"));
        TestLoops.settle(hub.node().loop(0));
        assertEquals(List.of(), List.copyOf(diary));
    }

    @Test
    void tasksForAfterTheJoinRunBehindItsReplyAndBeforeWhatTheClientSent() {
        client.send("['1','1','room:after','phx_join',{}]", "['1','2','room:after','any',{}]")
                .expectJoined("room:after", "1")
                .expect("['1',null,'room:after','first',{}]", "['1',null,'room:after','second',{'loop':true}]")
                .expect("['1','2','room:after','phx_reply',{'status':'ok','response':{}}]");
    }

    @Test
    void taskForAfterTheJoinRunsAtOnceWhenJoined() {
        client.join("room:1", "1")
                .send("['1','2','room:1','after',{}]")
                .expect("['1',null,'room:1','now',{}]")
                .expect("['1','2','room:1','phx_reply',{'status':'ok','response':{}}]");
    }

    @Test
    void taskForAfterTheJoinThatFailsCrashesTheChannel() {
        client.join("room:bad", "1").expectError("room:bad", "1");
        expectDiary("end", "second", "terminate");
    }
}

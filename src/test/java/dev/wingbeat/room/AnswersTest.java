package dev.wingbeat.room;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that a room gives later, or not any more. */
class AnswersTest {

    private static final RoomInput.Link ANN = new RoomInput.Link("here", 1);
    private static final String CRASHED = " error {\"reason\":\"message crashed\"}";
    private static final String UNAVAILABLE = " error {\"reason\":\"unavailable\"}";

    /** The ways in which a room ends on a node. */
    @SuppressWarnings("ImmutableEnumChecker") // a method reference changes nothing
    enum End {
        MOVES(RoomServer::handOver),
        GIVES_WAY(RoomServer::stepDown),
        IS_CLOSED(room -> room.close(Room.DisposeReason.CLOSED, "over"));

        private final Consumer<RoomServer> way;

        End(Consumer<RoomServer> way) {
            this.way = way;
        }
    }

    private final ManualThread thread = new ManualThread();
    private final RoomOptions options = new RoomOptions().rate(20);
    private final List<Promise<HandleResult>> asked = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private @Nullable RoomContext made;
    private Runnable left = () -> {};
    private boolean recovers;

    /** Answers when the test does. */
    private final class Slow implements Room {
        @Override
        public void create(RoomContext room, Payload params) {
            made = room;
        }

        @Override
        public HandleResult message(Player who, String event, Payload payload) {
            if (event.equals("fail")) {
                throw new IllegalStateException("as it was told");
            }
            if (event.equals("close")) {
                requireNonNull(made).close("over");
                return HandleResult.ok();
            }
            asked.add(Promise.promise());
            return HandleResult.async(asked.getLast().future());
        }

        @Override
        public void left(Player who, LeaveReason reason) {
            left.run();
        }

        @Override
        public Payload snapshot() {
            return Payload.EMPTY;
        }
    }

    private final class Outlet extends QuietOutlet {
        @Override
        public void send(String node, RoomOutput output) {
            if (output instanceof RoomOutput.Replied(long link, long ref, String status, Payload response)) {
                answers.add(ref + " " + status + " " + response.value());
            } else if (output instanceof RoomOutput.Returned returned) {
                answers.add(returned.ref() + " returned");
            }
        }

        @Override
        public boolean crashed() {
            return recovers;
        }
    }

    private RoomServer room() {
        var kind = new RoomKind("match", Slow::new, options);
        var room = new RoomServer(new RoomKey("match", "m1"), kind, "here", thread, new Outlet());
        room.create(RoomParams.of(Payload.EMPTY), 7);
        room.receive(new RoomInput.Join(ANN, "ann", null, Payload.EMPTY, Payload.EMPTY, false));
        return room;
    }

    private void send(RoomServer room, int count) {
        for (int i = 0; i < count; i++) {
            room.receive(new RoomInput.Message(ANN, asked.size() + i + 1L, "ask", Payload.of("n", i)));
        }
        thread.pass(Duration.ofMillis(50));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotDecidedWhenTheRoomEndsIsUnavailable(End end) {
        RoomServer room = room();
        send(room, 2);
        asked.getFirst().complete(HandleResult.ok());
        thread.run();
        end.way.accept(room);
        assertEquals(List.of("1 ok {}", "2" + UNAVAILABLE), answers);
        asked.getLast().complete(HandleResult.ok());
        thread.run();
        assertEquals(2, answers.size(), answers::toString);
    }

    /** Even when the thread of the room has not come to it yet. */
    @Test
    void whatIsDecidedBeforeTheRoomMovesIsAnswered() {
        RoomServer room = room();
        send(room, 1);
        asked.getFirst().complete(HandleResult.ok(Map.of("n", 1)));
        assertTrue(room.handOver());
        thread.run();
        assertEquals(List.of("1 ok {\"n\":1}"), answers);
    }

    @Test
    void whatWaitsForTheTickWhenTheRoomEndsIsUnavailable() {
        RoomServer room = room();
        room.receive(new RoomInput.Message(ANN, 1, "ask", Payload.EMPTY));
        room.close(Room.DisposeReason.CLOSED, "over");
        assertEquals(List.of("1" + UNAVAILABLE), answers);
    }

    private static void send(RoomServer room, String... events) {
        for (int i = 0; i < events.length; i++) {
            room.receive(new RoomInput.Message(ANN, i + 1L, events[i], Payload.EMPTY));
        }
    }

    @Test
    void whatIsBehindAMessageThatClosesTheRoomIsUnavailable() {
        RoomServer room = room();
        send(room, "close", "ask", "ask");
        thread.pass(Duration.ofMillis(50));
        assertEquals(List.of("1 ok {}", "2" + UNAVAILABLE, "3" + UNAVAILABLE), answers);
    }

    @Test
    void whatIsBehindAMessageThatEndsTheRoomByItsFailureIsUnavailable() {
        RoomServer room = room();
        send(room, "fail", "fail", "fail", "ask");
        thread.pass(Duration.ofMillis(50));
        assertEquals(List.of("1" + CRASHED, "2" + CRASHED, "3" + CRASHED, "4" + UNAVAILABLE), sorted());
    }

    /** As what waits for a tick that does not come here: the next activation takes it. */
    @Test
    void whatIsBehindAMessageThatHasTheRoomRestoredIsGivenBack() {
        recovers = true;
        RoomServer room = room();
        send(room, "fail", "fail", "fail", "ask", "ask");
        thread.pass(Duration.ofMillis(50));
        assertEquals(List.of("1" + CRASHED, "2" + CRASHED, "3" + CRASHED, "4 returned", "5 returned"), sorted());
    }

    /** Each is answered once, though what is decided first closes the room. */
    @Test
    void whatIsDecidedBehindAnAnswerThatClosesTheRoomIsUnavailable() {
        RoomServer room = room();
        send(room, 2);
        asked.getFirst().complete(HandleResult.stop(StopReason.NORMAL));
        asked.getLast().complete(HandleResult.ok());
        left = () -> requireNonNull(made).close("over");
        room.handOver();
        thread.run();
        assertEquals(List.of("2" + UNAVAILABLE), answers);
    }

    /** While its application cleans up. */
    @Test
    void aSignalToARoomThatHasEndedFindsNone() {
        RoomServer room = room();
        room.close(Room.DisposeReason.CLOSED, "over");
        String failure = room.signal("ask", Payload.EMPTY).cause().getMessage();
        assertEquals("room match:m1: not_found (expected: one that has not ended)", failure);
    }

    private List<String> sorted() {
        return answers.stream().sorted().toList();
    }

    /** A room whose futures never complete does not keep all of them. */
    @Test
    void onlySoManyAreKeptButAllAreAnswered() {
        options.maxInputs(2);
        RoomServer room = room();
        send(room, 2);
        send(room, 2);
        asked.getFirst().complete(HandleResult.ok());
        thread.run();
        room.close(Room.DisposeReason.CLOSED, "over");
        assertEquals(List.of("1 ok {}", "3" + UNAVAILABLE, "4" + UNAVAILABLE), answers);
    }
}

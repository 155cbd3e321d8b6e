package dev.wingbeat.room;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The callbacks of a room, their order and their times, on a clock that the test moves. */
class RoomServerTest {

    private static final RoomInput.Link ANN = new RoomInput.Link("here", 1);
    private static final RoomInput.Link BOB = new RoomInput.Link("there", 1);

    private final ManualThread thread = new ManualThread();
    private final List<String> calls = new ArrayList<>();
    private final List<Room.Tick> ticks = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final RoomOptions options = new RoomOptions().rate(20);
    private final Promise<Void> cleaning = Promise.promise();
    private boolean ended;
    private @Nullable Class<?> unsendable;
    private @Nullable RoomContext room;

    private final class Recorder implements Room {
        @Override
        public void create(RoomContext made, Payload params) {
            calls.add("create");
            room = made;
        }

        @Override
        public void joined(Player who) {
            calls.add("joined " + who.id());
        }

        @Override
        public void dropped(Player who) {
            calls.add("dropped " + who.id());
        }

        @Override
        public void returned(Player who) {
            calls.add("returned " + who.id());
        }

        @Override
        public void left(Player who, Room.LeaveReason reason) {
            calls.add("left " + who.id() + " " + reason);
        }

        @Override
        public HandleResult message(Player who, String event, Payload payload) {
            calls.add(event + " at " + thread.currentTimeMillis());
            if (event.equals("break")) {
                throw new LinkageError("as it was told");
            }
            if (event.equals("read")) {
                return HandleResult.ok(payload.json());
            }
            if (event.equals("kick") && room != null) {
                room.kick(who, "rude");
                calls.add("kicked");
            }
            return HandleResult.ok();
        }

        @Override
        public void tick(Room.Tick tick) {
            ticks.add(tick);
        }

        @Override
        public Future<?> dispose(Room.DisposeReason reason) {
            calls.add("dispose " + reason);
            return cleaning.future();
        }
    }

    private final class Outlet extends QuietOutlet {
        @Override
        public void send(String node, RoomOutput output) {
            outputs.add(node + " " + output.getClass().getSimpleName());
            if (output.getClass().equals(unsendable)) {
                throw new IllegalStateException("as it was told");
            }
        }

        @Override
        public void ended(Room.DisposeReason reason) {
            ended = true;
        }
    }

    private RoomServer create() {
        var server = new RoomServer(
                new RoomKey("match", "m1"),
                new RoomKind("match", Recorder::new, options),
                "here",
                thread,
                new Outlet());
        server.create(RoomParams.of(Payload.EMPTY), 7);
        return server;
    }

    private static RoomInput.Join join(RoomInput.Link link, String id) {
        return new RoomInput.Join(link, id, null, Payload.EMPTY, Payload.EMPTY, false);
    }

    private static RoomInput.Message message(RoomInput.Link link, String event) {
        return new RoomInput.Message(link, 1, event, Payload.EMPTY);
    }

    @Test
    void ticksHaveOneStepAndNumbersThatJumpOverWhatIsSkipped() {
        create();
        thread.pass(Duration.ofSeconds(10));
        assertEquals(200, ticks.size());
        assertEquals(200, ticks.getLast().number());
        thread.stall(Duration.ofSeconds(1));
        thread.pass(Duration.ofMillis(50));
        assertTrue(ticks.stream().allMatch(tick -> tick.step().equals(Duration.ofMillis(50))));
        assertEquals(206, ticks.size(), "five are caught up with, and one is due");
        assertEquals(216, ticks.get(200).number());
        assertEquals(221, ticks.getLast().number());
    }

    @Test
    void anHourOf128HertzHasAllItsTicks() {
        options.rate(128);
        var server = create();
        server.receive(join(ANN, "ann"));
        thread.pass(Duration.ofHours(1));
        assertEquals(128 * 3600, ticks.size());
        assertEquals(128 * 3600, ticks.getLast().number());
    }

    @Test
    void messagesWaitForTheTickAndKeepTheirOrder() {
        var server = create();
        server.receive(join(ANN, "ann"));
        thread.pass(Duration.ofMillis(50));
        calls.clear();
        server.receive(message(ANN, "first"));
        server.receive(message(ANN, "second"));
        assertEquals(List.of(), calls);
        int before = ticks.size();
        thread.pass(Duration.ofMillis(50));
        assertEquals(2, calls.size());
        assertTrue(calls.getFirst().startsWith("first"));
        assertEquals(before + 1, ticks.size());
    }

    @Test
    void anErrorOfACallbackEndsThereToo() {
        RoomServer server = create();
        server.receive(join(ANN, "ann"));
        server.receive(message(ANN, "break"));
        server.receive(message(ANN, "shoot"));
        thread.pass(Duration.ofMillis(50));
        assertTrue(calls.getLast().startsWith("shoot at"), calls::toString);
        assertEquals(1, ticks.size());
    }

    /** As of somebody who wants the room to fail. */
    @Test
    void messagesThatCannotBeReadDoNotCount() {
        RoomServer server = create();
        server.receive(join(ANN, "ann"));
        for (int i = 0; i < 5; i++) {
            server.receive(new RoomInput.Message(ANN, 1, "read", Payload.of(List.of(1))));
            thread.pass(Duration.ofMillis(50));
        }
        assertTrue(server.isRunning());
        assertEquals(
                5,
                outputs.stream().filter(output -> output.equals("here Replied")).count());
    }

    /** Whatever goes wrong on the way to players: what was to come behind it comes. */
    @Test
    void whatCannotBeSentStopsNothing() {
        RoomServer server = create();
        server.receive(join(ANN, "ann"));
        unsendable = RoomOutput.Joined.class;
        server.receive(join(BOB, "bob"));
        unsendable = RoomOutput.Pushed.class;
        requireNonNull(room).state().put("x", 1);
        assertThrows(IllegalStateException.class, () -> thread.pass(Duration.ofMillis(50)));
        unsendable = null;
        thread.pass(Duration.ofMillis(100));
        assertEquals(3, ticks.size());
        server.close(Room.DisposeReason.CLOSED, "over");
        cleaning.complete();
        thread.pass(Duration.ofMillis(1));
        assertTrue(ended);
    }

    @Test
    void whoHasNoNameIsNotSomebodyElse() {
        RoomServer server = create();
        server.receive(join(ANN, ""));
        server.receive(join(BOB, ""));
        assertEquals(2, calls.stream().filter(call -> call.startsWith("joined")).count());
        assertFalse(calls.contains("joined "));
    }

    /** A game that told its players of a pause in these words would keep them from playing on. */
    @Test
    void eventsOfRoomsAreNotThoseOfGames() {
        create().receive(join(ANN, "ann"));
        RoomContext calls = requireNonNull(room);
        for (String event : List.of("state", "patch", "room_paused", "room_lost", "kicked", "phx_reply")) {
            assertThrows(IllegalArgumentException.class, () -> calls.broadcast(event, Map.of()));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> calls.send(calls.players().getFirst(), event, Map.of()));
        }
        calls.broadcast("paused", Map.of());
    }

    @Test
    void lobbyIsNoKind() {
        assertThrows(IllegalArgumentException.class, () -> RoomKey.checkKind("lobby"));
        RoomKey.checkKind("lobby2");
    }

    @Test
    void messagesThatWaitWeighUntilTheTick() {
        RoomServer server = create();
        server.receive(join(ANN, "ann"));
        long before = server.weight();
        var large = Payload.of("x", "x".repeat(1_000));
        for (int i = 0; i < 10; i++) {
            server.receive(new RoomInput.Message(ANN, 1, "shoot", large));
        }
        assertEquals(before + 10L * large.length(), server.weight());
        thread.pass(Duration.ofMillis(50));
        assertEquals(before, server.weight());
    }

    @Test
    void aSeatIsHeldForTwentySeconds() {
        var server = create();
        server.receive(join(ANN, "ann"));
        server.receive(new RoomInput.Dropped(ANN));
        thread.pass(Duration.ofMillis(19_900));
        server.receive(join(BOB, "ann"));
        server.receive(new RoomInput.Dropped(BOB));
        thread.pass(Duration.ofMillis(20_100));
        assertEquals(
                List.of(
                        "create",
                        "joined ann",
                        "dropped ann",
                        "returned ann",
                        "dropped ann",
                        "left ann TIMED_OUT",
                        "dispose EMPTY"),
                calls);
    }

    @Test
    void whoClaimsASeatInVainChangesNothing() {
        var server = create();
        server.receive(join(ANN, "ann"));
        server.receive(new RoomInput.Dropped(ANN));
        thread.pass(Duration.ofSeconds(10));
        server.receive(new RoomInput.Join(BOB, null, "wrong", Payload.EMPTY, Payload.EMPTY, false));
        assertEquals("there Refused", outputs.getLast());
        thread.pass(Duration.ofMillis(10_100));
        assertEquals("left ann TIMED_OUT", calls.getLast());
    }

    @Test
    void whatACallbackCausesComesBehindIt() {
        options.rate(0);
        var server = create();
        server.receive(join(ANN, "ann"));
        calls.clear();
        server.receive(message(ANN, "kick"));
        assertEquals(List.of("kick at 0", "kicked", "left ann KICKED"), calls);
    }

    @Test
    void theDropOfAnOldConnectionIsNoDrop() {
        var server = create();
        server.receive(join(ANN, "ann"));
        server.receive(join(BOB, "ann"));
        assertTrue(outputs.contains("here Ended"));
        server.receive(new RoomInput.Dropped(ANN));
        assertEquals(List.of("create", "joined ann", "returned ann"), calls);
    }

    @Test
    void aRoomWithoutPlayersEndsButNotAtOnce() {
        var server = create();
        thread.pass(Duration.ofSeconds(20));
        server.receive(join(ANN, "ann"));
        thread.pass(Duration.ofSeconds(20));
        assertFalse(calls.contains("dispose EMPTY"));
        server.receive(new RoomInput.Left(ANN));
        thread.pass(Duration.ofMillis(1));
        assertEquals("dispose EMPTY", calls.getLast());
        server.receive(join(ANN, "ann"));
        assertEquals("here Refused", outputs.getLast());
    }

    @Test
    void theEndAwaitsTheApplicationForTenSeconds() {
        create().close(Room.DisposeReason.CLOSED, "over");
        thread.pass(Duration.ofMillis(9_900));
        assertFalse(ended);
        thread.pass(Duration.ofMillis(200));
        assertTrue(ended);
    }

    @Test
    void theEndComesWhenTheApplicationIsReady() {
        create().close(Room.DisposeReason.CLOSED, "over");
        cleaning.complete();
        thread.run();
        assertTrue(ended);
    }

    @Test
    void whoAsksForTheStateAgainAndAgainIsSentItFourTimesASecond() {
        options.rate(0);
        var server = create();
        server.receive(join(ANN, "ann"));
        outputs.clear();
        for (int i = 0; i < 100; i++) {
            server.receive(message(ANN, "resync"));
            server.receive(new RoomInput.Resync(ANN));
        }
        assertEquals(1, pushed(), "at once");
        thread.pass(Duration.ofMillis(249));
        assertEquals(1, pushed());
        thread.pass(Duration.ofMillis(1));
        assertEquals(2, pushed(), "once for all");
        thread.pass(Duration.ofSeconds(10));
        assertEquals(2, pushed());
        server.receive(message(ANN, "resync"));
        assertEquals(3, pushed(), "at once again");
        server.receive(message(ANN, "resync"));
        server.receive(new RoomInput.Dropped(ANN));
        thread.pass(Duration.ofSeconds(1));
        assertEquals(3, pushed(), "nobody is there");
    }

    private long pushed() {
        return outputs.stream().filter(output -> output.endsWith("Pushed")).count();
    }

    @Test
    void whatGoesToOneNodeIsSentOnce() {
        options.rate(0);
        var server = create();
        server.receive(join(ANN, "ann"));
        server.receive(join(new RoomInput.Link("here", 2), "cid"));
        server.receive(join(BOB, "bob"));
        outputs.clear();
        if (room != null) {
            room.broadcast("news", Map.of());
        }
        assertEquals(List.of("here Pushed", "there Pushed"), outputs);
    }

    @Test
    void aNodeThatWasGoneIsToldWhoIsMissingUntilAllAreBack() {
        RoomServer server = create();
        server.receive(join(ANN, "ann"));
        server.receive(join(BOB, "bob"));
        var all = new RoomInput.Link("there", RoomInput.Link.ALL);
        server.receive(new RoomInput.Dropped(all));
        outputs.clear();
        server.receive(new RoomInput.Resync(all));
        server.receive(new RoomInput.Resync(all)); // the first one may not have arrived
        assertEquals(List.of("there Forgotten", "there Forgotten"), outputs);
        server.receive(join(BOB, "bob"));
        outputs.clear();
        server.receive(new RoomInput.Resync(all));
        assertEquals(List.of(), outputs);
    }
}

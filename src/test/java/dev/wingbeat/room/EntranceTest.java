package dev.wingbeat.room;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Those whom a room has not decided about yet, on a clock that the test moves. */
class EntranceTest {

    private static final RoomInput.Link ANN = new RoomInput.Link("here", 1);
    private static final RoomInput.Link BOB = new RoomInput.Link("there", 2);

    private final ManualThread thread = new ManualThread();
    private final RoomOptions options = new RoomOptions().rate(0);
    private final List<String> said = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final List<Integer> counts = new ArrayList<>();
    private final Promise<Admission> admission = Promise.promise();
    private Room.@Nullable DisposeReason ended;
    private @Nullable RoomSnapshot last;
    private boolean closes;

    /** Lets those in who are known at once, and keeps others waiting. */
    private final class Slow implements Room {
        private @Nullable RoomContext room;

        @Override
        public void create(RoomContext made, Payload params) {
            room = made;
        }

        @Override
        public Admission joinAttempt(Player who, Payload params) {
            asked.add(who.id());
            if (who.id().equals("eve")) {
                throw new IllegalStateException("as it was told");
            }
            if (who.id().equals("dan")) {
                return params.json().isEmpty() ? Admission.accept() : Admission.refuse("never");
            }
            if (closes && room != null) {
                room.close("over");
            }
            return who.id().equals("ann") ? Admission.accept() : Admission.later(admission.future());
        }

        @Override
        public Payload snapshot() {
            return Payload.EMPTY;
        }

        @Override
        public void restore(RoomContext made, Payload snapshot) {
            room = made;
        }

        @Override
        public HandleResult message(Player who, String event, Payload payload) {
            return HandleResult.ok();
        }
    }

    private final class Outlet extends QuietOutlet {
        @Override
        public void send(String node, RoomOutput output) {
            switch (output) {
                case RoomOutput.Joined joined -> said.add(node + " joined");
                case RoomOutput.Refused(long link, Payload response) -> said.add(node + " " + response.value());
                case RoomOutput.Ended done -> said.add(node + " ended");
                default -> {}
            }
        }

        @Override
        public void changed(Summary summary) {
            counts.add(summary.players());
        }

        @Override
        public void snapshot(RoomSnapshot snapshot) {
            last = snapshot;
        }

        @Override
        public void ended(Room.DisposeReason reason) {
            ended = reason;
        }
    }

    private RoomServer make() {
        return new RoomServer(
                new RoomKey("match", "m1"), new RoomKind("match", Slow::new, options), "here", thread, new Outlet());
    }

    private RoomServer create() {
        RoomServer server = make();
        server.create(RoomParams.of(Payload.EMPTY), 7);
        return server;
    }

    private static RoomInput.Join join(RoomInput.Link link, String id) {
        return new RoomInput.Join(link, id, null, Payload.EMPTY, Payload.EMPTY, false);
    }

    private static String refused(String reason) {
        return "there " + Payload.of(Map.of("reason", reason)).value();
    }

    /** Ann leaves while bob waits, a minute after the beginning: then the room is up to bob. */
    private RoomServer untilBobIsTheLast() {
        RoomServer server = create();
        server.receive(join(ANN, "ann"));
        thread.pass(Duration.ofMinutes(1));
        server.receive(join(BOB, "bob"));
        server.receive(new RoomInput.Left(ANN));
        thread.pass(Duration.ofMinutes(1));
        assertEquals(null, ended, "somebody is about to come");
        return server;
    }

    @Test
    void aRoomEndsThoughItsLastPlayerHasGoneBeforeItWasDecidedWhetherTheyMayCome() {
        untilBobIsTheLast().receive(new RoomInput.Dropped(BOB));
        thread.pass(Duration.ofSeconds(1));
        assertEquals(Room.DisposeReason.EMPTY, ended);
        assertEquals(0, counts.getLast());
    }

    @Test
    void aRoomEndsThoughTheNodeOfItsLastPlayerHasGone() {
        untilBobIsTheLast().receive(new RoomInput.Dropped(new RoomInput.Link("there", RoomInput.Link.ALL)));
        thread.pass(Duration.ofSeconds(1));
        assertEquals(Room.DisposeReason.EMPTY, ended);
    }

    @Test
    void aRoomEndsThoughItsLastPlayerCouldNotBeDecidedAbout() {
        untilBobIsTheLast();
        admission.fail("the database is away");
        thread.pass(Duration.ofSeconds(1));
        assertEquals(refused("join crashed"), said.getLast());
        assertEquals(Room.DisposeReason.EMPTY, ended);
    }

    @Test
    void whoIsRefusedDoesNotCountAnyMore() {
        RoomServer server = create();
        server.receive(join(BOB, "bob"));
        server.receive(join(ANN, "ann"));
        assertEquals(2, counts.getLast());
        admission.complete(Admission.refuse("not_invited"));
        thread.pass(Duration.ofSeconds(1));
        assertEquals(refused("not_invited"), said.getLast());
        assertEquals(1, counts.getLast());
    }

    /** Anybody may try, as often as they like. */
    @Test
    void joinsThatFailDoNotCount() {
        RoomServer server = create();
        server.receive(join(BOB, "ann"));
        for (int i = 10; i < 20; i++) {
            server.receive(join(new RoomInput.Link("there", i), "eve"));
            assertEquals(refused("join crashed"), said.getLast());
        }
        var text = new RoomInput.Join(ANN, "dan", null, Payload.EMPTY, Payload.of("text"), false);
        server.receive(text);
        assertTrue(said.getLast().contains("bad_payload"), said::toString);
        assertTrue(server.isRunning());
        assertEquals(1, counts.getLast());
    }

    @Test
    void whoWaitsWhenTheRoomEndsIsTold() {
        RoomServer server = create();
        server.receive(join(BOB, "bob"));
        server.close(Room.DisposeReason.CLOSED, "over");
        assertEquals(List.of(refused("not_found")), said);
        admission.complete(Admission.accept());
        thread.pass(Duration.ofSeconds(1));
        assertEquals(1, said.size());
    }

    /** As those who were matched have just before their node stops. */
    @Test
    void seatsThatAreReservedMoveWithTheRoom() {
        RoomServer server = create();
        String token = requireNonNull(server.reserve());
        thread.pass(Duration.ofSeconds(10));
        assertFalse(
                requireNonNull(last).payload().buffer().toString().contains(token),
                "of which nobody knows whether they are taken then");
        assertTrue(server.handOver());
        RoomServer next = make();
        next.restore(requireNonNull(last), 8);
        assertEquals(1, counts.getLast());
        admission.complete(Admission.accept());
        next.receive(new RoomInput.Join(ANN, null, token, Payload.EMPTY, Payload.EMPTY, false));
        thread.pass(Duration.ofSeconds(1));
        assertEquals(List.of("here joined"), said);
        assertEquals(1, counts.getLast());
    }

    @Test
    void tenThousandReservationsThatNobodyUsesExpire() {
        RoomServer server = create();
        server.receive(join(ANN, "ann"));
        long weight = server.weight();
        for (int reserved = 0; reserved < 10_000; ) {
            String token = server.reserve();
            while (token != null) {
                reserved++;
                token = server.reserve();
            }
            assertTrue(counts.getLast() > 1, "seats were reserved");
            thread.pass(Duration.ofSeconds(15));
            assertEquals(1, counts.getLast());
        }
        assertEquals(weight, server.weight());
        server.receive(join(BOB, "dan"));
        assertEquals(List.of("here joined", "there joined"), said);
    }

    /** While it cleans up: then another one may be made. */
    @Test
    void whoWouldHaveARoomMadeIsToComeAgainWhenItEnds() {
        options.createOnJoin(true);
        RoomServer server = create();
        server.close(Room.DisposeReason.CLOSED, "over");
        server.receive(join(BOB, "bob"));
        assertEquals(List.of(refused("unavailable")), said);
    }

    @Test
    void nobodyIsLetIntoARoomThatHasEndedMeanwhile() {
        closes = true;
        create().receive(join(ANN, "ann"));
        thread.pass(Duration.ofSeconds(1));
        assertEquals(List.of(refused("not_found").replace("there", "here")), said);
        assertEquals(Room.DisposeReason.CLOSED, ended);
    }

    private static RoomInput.Join claim(RoomInput.Link link, String token) {
        return new RoomInput.Join(link, null, token, Payload.EMPTY, Payload.EMPTY, false);
    }

    @Test
    void whoJoinsAgainWaitsForTheSameDecision() {
        options.maxPlayers(1);
        RoomServer server = create();
        server.receive(join(BOB, "bob"));
        server.receive(join(BOB, "bob"));
        server.receive(join(ANN, "bob"));
        assertEquals(List.of(), said);
        server.receive(new RoomInput.Dropped(BOB));
        admission.complete(Admission.accept());
        thread.pass(Duration.ofSeconds(1));
        assertEquals(List.of("here joined"), said);
        assertEquals(1, counts.getLast());
        assertEquals(List.of("bob"), asked);
    }

    @Test
    void ofTwoConnectionsThatWaitTheLaterReplacesTheEarlier() {
        RoomServer server = create();
        server.receive(join(BOB, "bob"));
        server.receive(join(ANN, "bob"));
        admission.complete(Admission.accept());
        thread.pass(Duration.ofSeconds(1));
        assertEquals(List.of("there joined", "there ended", "here joined"), said);
    }

    @Test
    void ofTwoConnectionsThatWaitTheLaterIsRefusedWhereThatIsTheRule() {
        options.secondConnection(RoomOptions.SecondConnection.REFUSE);
        RoomServer server = create();
        server.receive(join(BOB, "bob"));
        server.receive(join(ANN, "bob"));
        admission.complete(Admission.accept());
        thread.pass(Duration.ofSeconds(1));
        assertEquals(List.of("there joined", refused("already_joined").replace("there", "here")), said);
    }

    @Test
    void allConnectionsThatWaitAreRefused() {
        RoomServer server = create();
        server.receive(join(BOB, "bob"));
        server.receive(join(ANN, "bob"));
        admission.complete(Admission.refuse("never"));
        thread.pass(Duration.ofSeconds(1));
        assertEquals(List.of(refused("never"), refused("never").replace("there", "here")), said);
        assertEquals(0, counts.getLast());
    }

    @Test
    void whoHasClaimedAReservedSeatMayClaimItAgain() {
        options.maxPlayers(1);
        RoomServer server = create();
        String token = requireNonNull(server.reserve());
        server.receive(claim(BOB, token));
        server.receive(claim(ANN, token));
        server.receive(new RoomInput.Dropped(BOB));
        server.receive(new RoomInput.Dropped(ANN));
        server.receive(join(new RoomInput.Link("there", 4), "dan"));
        assertEquals("there {\"reason\":\"full\",\"limit\":1}", said.getLast());
        server.receive(claim(BOB, token));
        admission.complete(Admission.accept());
        thread.pass(Duration.ofSeconds(1));
        assertEquals("there joined", said.getLast());
        assertEquals(1, counts.getLast());
    }

    @Test
    void whoLeavesGivesTheReservedSeatUp() {
        RoomServer server = create();
        server.receive(claim(BOB, requireNonNull(server.reserve())));
        server.receive(new RoomInput.Left(BOB));
        assertEquals(0, counts.getLast());
    }

    /** Whoever waits does not know yet that the room is elsewhere, and joins there as it has here. */
    @Test
    void aReservationMovesWithTheRoomThoughItsOwnerWaits() {
        RoomServer server = create();
        String token = requireNonNull(server.reserve());
        server.receive(claim(BOB, token));
        assertTrue(server.handOver());
        RoomServer next = make();
        next.restore(requireNonNull(last), 8);
        next.receive(claim(BOB, token));
        admission.complete(Admission.accept());
        thread.pass(Duration.ofSeconds(1));
        assertEquals(List.of("there joined"), said);
    }
}

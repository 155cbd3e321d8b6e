package dev.wingbeat.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.json.MergePatch;
import dev.wingbeat.protocol.Payload;
import java.io.Serial;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What players see of the parts of a state. */
class RoomViewsTest {

    private static final int HISTORIES = 300;
    private static final int STEPS = 60;
    private static final int PLAYERS = 6;

    /** And of some players none. */
    private static final List<@Nullable String> GROUPS = Arrays.asList("red", "blue", "", null);

    /** A number that counts how often it is written as text. */
    private static final class Counted extends BigDecimal {
        @Serial
        private static final long serialVersionUID = 1L;

        private static int written;

        Counted() {
            super(7);
        }

        @Override
        public String toString() {
            written++;
            return "7";
        }
    }

    private final RoomViews views = new RoomViews(1 << 20, () -> {});
    private final List<Seat> seats = new ArrayList<>();

    /** How often a key was put where it was not. */
    private int moved;

    /** Adds a player who has everything that there is. */
    private Seat sit(String id) {
        var seat = new Seat(id, Payload.EMPTY, "token of " + id, Duration.ZERO, views.newPrivate());
        seat.link(new RoomInput.Link("here", seats.size()));
        seat.follows(views.version());
        seats.add(seat);
        return seat;
    }

    private Map<Seat, Payload> flush() {
        Map<Seat, Payload> sent = new HashMap<>();
        views.flush(
                seats,
                Map.of("tick", 3L),
                (to, patch) -> to.forEach(seat -> assertEquals(null, sent.put(seat, patch))));
        return sent;
    }

    @Test
    void eachPartIsWrittenOnceForAllWhoAreSentIt() {
        for (int i = 0; i < PLAYERS; i++) {
            Seat seat = sit("p" + i);
            seat.group(i % 2 == 0 ? "even" : "odd");
            seat.state().put("hand", i);
        }
        views.common().put("board", new Counted());
        views.group("even").put("secret", new Counted());
        Counted.written = 0;
        Map<Seat, Payload> sent = flush();
        assertEquals(2, Counted.written);
        assertEquals(
                "{\"v\":1,\"b\":0,\"tick\":3,\"p\":{\"board\":7,\"secret\":7,\"hand\":4}}",
                String.valueOf(sent.get(seats.get(4)).buffer()));
        assertEquals(
                "{\"v\":1,\"b\":0,\"tick\":3,\"p\":{\"board\":7,\"hand\":5}}",
                String.valueOf(sent.get(seats.get(5)).buffer()));
    }

    @Test
    void whoIsSentTheSameSharesAPatch() {
        Seat ann = sit("ann");
        Seat bob = sit("bob");
        Seat cid = sit("cid");
        cid.state().put("hand", 1);
        views.common().put("turn", 1);
        Map<Seat, Payload> sent = flush();
        assertSame(sent.get(ann), sent.get(bob));
        views.group("red").put("secret", 2);
        bob.group("red");
        assertEquals(
                "{\"secret\":2}", flush().get(bob).json().getJsonObject("p").encode());
        cid.state().remove("hand");
        sent = flush();
        assertEquals("{\"hand\":null}", sent.get(cid).json().getJsonObject("p").encode());
        assertEquals(1, sent.size());
    }

    @Test
    void aGroupWithoutALetterIsAGroupLikeOthers() {
        Seat ann = sit("ann");
        Seat bob = sit("bob");
        ann.group("");
        views.group("").put("secret", 1);
        Map<Seat, Payload> sent = flush();
        assertEquals("{\"secret\":1}", sent.get(ann).json().getJsonObject("p").encode());
        assertEquals(1, sent.size());
        assertEquals(Map.of(), views.of(bob));
    }

    private static String refusal(RoomState part, String key) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> part.put(key, 1))
                .getMessage());
    }

    /** Not before players have been told: a patch has each key once. */
    @Test
    void aKeyThatIsGoneMayBeUsedInAnotherPart() {
        Seat ann = sit("ann");
        ann.state().put("map", 1);
        flush();
        ann.state().remove("map");
        String used = "state.map: in the PRIVATE part (expected: each key in one part)";
        assertEquals(used, refusal(views.common(), "map"));
        assertEquals(
                "{\"map\":null}", flush().get(ann).json().getJsonObject("p").encode());
        views.common().at("map");
        assertEquals("{\"map\":{}}", flush().get(ann).json().getJsonObject("p").encode());
        assertEquals("state.map: in the PUBLIC part (expected: each key in one part)", refusal(ann.state(), "map"));
    }

    @Test
    void aKeyIsUsedUntilNoStateOfThePartHasIt() {
        Seat ann = sit("ann");
        Seat bob = sit("bob");
        ann.state().put("hand", 1).remove("hand").put("hand", 1);
        bob.state().put("hand", 2);
        flush();
        ann.state().remove("hand");
        flush();
        refusal(views.common(), "hand");
        views.forget(bob);
        views.common().put("hand", 3);
        assertEquals(3, views.of(ann).get("hand"));
    }

    @Test
    void whatIsRefusedUsesNoKey() {
        var small = new RoomViews(40, () -> {});
        assertThrows(IllegalArgumentException.class, () -> small.common().put("text", "x".repeat(40)));
        small.newPrivate().put("text", 1);
        assertTrue(small.weight() > 0);
    }

    /** The application may have kept it. */
    @Test
    void theStateOfWhoHasLeftIsNoMoreThanAnObject() {
        views.common().put("turn", 1);
        int weight = views.weight();
        Seat ann = sit("ann");
        RoomState hand = ann.state().put("cards", 3).at("hand").put("ace", true);
        seats.clear();
        views.forget(ann);
        assertEquals(weight, views.weight());
        hand.remove("ace").put("king", "x".repeat(1_000));
        ann.state().remove("cards").put("turn", 2);
        views.forget(ann);
        assertEquals(weight, views.weight());
        views.common().put("cards", 1);
    }

    @Test
    void patchesMakeWhatAPlayerSees() {
        int putAgain = 0;
        for (int history = 0; history < HISTORIES; history++) {
            var random = new SplittableRandom(history);
            var room = new RoomViewsTest();
            Map<Seat, Object> clients = new HashMap<>();
            for (int step = 0; step < STEPS; step++) {
                if (room.seats.size() < PLAYERS && random.nextInt(4) == 0) {
                    room.flush().forEach((seat, patch) -> apply(clients, seat, patch));
                    Seat seat = room.sit("p" + step);
                    seat.group(GROUPS.get(random.nextInt(GROUPS.size())));
                    clients.put(seat, room.views.of(seat));
                }
                room.change(random);
                if (random.nextInt(3) == 0) {
                    room.flush().forEach((seat, patch) -> apply(clients, seat, patch));
                    for (Seat seat : room.seats) {
                        assertEquals(room.views.of(seat), clients.get(seat), "seed " + history + ", step " + step);
                    }
                }
            }
            putAgain += room.moved;
        }
        assertTrue(putAgain > 3 * HISTORIES, "keys that were put again: " + putAgain);
    }

    private static void apply(Map<Seat, Object> clients, Seat seat, Payload patch) {
        Payload checked = Payload.checkedJson(patch.buffer().getBytes());
        assertTrue(checked != null, () -> String.valueOf(patch.buffer()));
        Object merged = MergePatch.apply(
                clients.get(seat), checked.json().getJsonObject("p").getMap());
        clients.put(seat, Objects.requireNonNull(merged));
    }

    private void change(SplittableRandom random) {
        List<RoomState> parts =
                new ArrayList<>(List.of(views.common(), views.group("red"), views.group("blue"), views.group("")));
        seats.forEach(seat -> parts.add(seat.state()));
        int which = random.nextInt(parts.size());
        String key = List.of("all", "group", "group", "group", "own").get(Math.min(which, 4)) + random.nextInt(3);
        RoomState part = parts.get(which);
        if (random.nextInt(3) == 0) {
            key = "any" + random.nextInt(2);
        }
        if (random.nextInt(3) == 0) {
            part.remove(key);
        } else if (part.keys().contains(key) || !key.startsWith("any")) {
            part.put(key, random.nextInt(100));
        } else {
            try {
                part.put(key, random.nextInt(100));
                moved++;
            } catch (IllegalArgumentException inUse) {
                assertTrue(String.valueOf(inUse.getMessage()).startsWith("state." + key + ": in the "));
            }
        }
    }
}

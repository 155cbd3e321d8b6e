package dev.wingbeat.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.RoomInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a client sends while its room has no owner, or another one than it was sent to. */
class PlayerInputsTest {

    private static final RoomInput.Link LINK = new RoomInput.Link("node-1", 1);

    private final List<RoomInput.Message> sent = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private long now;
    private final PlayerInputs inputs =
            new PlayerInputs(input -> sent.add((RoomInput.Message) input), this::charge, "move"::equals, () -> now);
    private long charged;

    private void charge(long bytes) {
        charged += bytes;
    }

    private boolean send(String event) {
        return inputs.send(LINK, (status, response) -> answers.add(event + " " + status), event, Payload.EMPTY);
    }

    private List<String> events() {
        return sent.stream().map(RoomInput.Message::event).toList();
    }

    @Test
    void whatComesBackGoesAheadOfWhatCameLater() {
        send("first");
        inputs.hold();
        send("third");
        assertNull(inputs.sendAgain(sent.getFirst()));
        assertNull(inputs.sendAgain(new RoomInput.Message(LINK, 0, "second", Payload.EMPTY)));
        assertTrue(charged > 0);
        inputs.release();
        assertEquals(List.of("first", "first", "second", "third"), events());
        assertEquals(0, charged);
        assertNull(inputs.answered(sent.getFirst().ref()), "its answer has another number now");
        assertNotNull(inputs.answered(sent.get(1).ref()));
    }

    @Test
    void whoDoesNotWaitAnyMoreIsToldNothing() {
        for (int i = 0; i < 300; i++) {
            send("long ago");
        }
        now += Duration.ofSeconds(11).toNanos();
        send("just now");
        inputs.hold();
        inputs.lost().forEach(reply -> reply.reply("error", Payload.EMPTY));
        assertEquals(List.of("just now error"), answers);
        assertNull(inputs.answered(sent.get(299).ref()));
    }

    @Test
    void whatAClientHasBeenToldIsLostIsNotTakenLater() {
        send("cut off");
        inputs.hold();
        send("kept");
        inputs.lost().forEach(reply -> reply.reply("error", Payload.EMPTY));
        assertEquals(List.of("cut off error"), answers);
        inputs.release();
        assertNull(inputs.sendAgain(sent.getFirst()));
        assertEquals(List.of("cut off", "kept"), events());
        assertNotNull(inputs.answered(sent.getLast().ref()));
    }

    @Test
    void moreThanIsKeptIsRefused() {
        send("first");
        inputs.hold();
        int kept = 0;
        while (send("later")) {
            kept++;
        }
        assertEquals(64, kept);
        assertNull(inputs.sendAgain(sent.getFirst()), "it has room of its own");
        inputs.drop();
        assertEquals(0, charged);
        assertEquals(1, sent.size());
    }
}

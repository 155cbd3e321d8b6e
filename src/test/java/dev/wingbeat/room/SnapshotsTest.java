package dev.wingbeat.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.protocol.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a snapshot is handed over, on a clock that the test moves. */
class SnapshotsTest {

    private final ManualThread thread = new ManualThread();
    private final List<RoomSnapshot> handedOver = new ArrayList<>();
    private int score;

    private final class Scored implements Room {
        @Override
        public void create(RoomContext room, Payload params) {}

        @Override
        public HandleResult message(Player who, String event, Payload payload) {
            return HandleResult.ok();
        }

        @Override
        public Payload snapshot() {
            return Payload.of("score", score);
        }
    }

    private void create() {
        var options = new RoomOptions().rate(0).emptyFor(Duration.ofDays(1));
        var server = new RoomServer(
                new RoomKey("match", "m1"),
                new RoomKind("match", Scored::new, options),
                "here",
                thread,
                new QuietOutlet() {
                    @Override
                    public void snapshot(RoomSnapshot snapshot) {
                        handedOver.add(snapshot);
                    }
                });
        server.create(RoomParams.of(Payload.EMPTY), 7);
    }

    /** Five seconds apart; those that do not differ once a minute, in case the one before was lost on the way. */
    @Test
    void whatDoesNotDifferIsHandedOverAgainNowAndThen() {
        create();
        thread.pass(Duration.ofMinutes(1));
        assertEquals(1, handedOver.size());
        thread.pass(Duration.ofSeconds(5));
        assertEquals(2, handedOver.size());
        score++;
        thread.pass(Duration.ofSeconds(5));
        assertEquals(3, handedOver.size());
        thread.pass(Duration.ofSeconds(55));
        assertEquals(3, handedOver.size());
        thread.pass(Duration.ofSeconds(5));
        assertEquals(4, handedOver.size());
        assertEquals(handedOver.get(2), handedOver.getLast());
    }
}

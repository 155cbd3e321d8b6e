package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.Player;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomContext;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestHub;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a node keeps of rooms, and of their timers, that are over. */
class RoomHeapTest {

    /** What timers have to do in an hour. */
    private static final Queue<WeakReference<?>> TASKS = new ConcurrentLinkedQueue<>();

    /** A room with timers that are due in an hour. */
    private static final class Patient implements Room {
        private @Nullable RoomContext context;
        private int due;

        @Override
        public void create(RoomContext room, Payload params) {
            context = room;
            var unused = start();
        }

        private TimerRef start() {
            Runnable task = () -> due++;
            TASKS.add(new WeakReference<>(task));
            return Objects.requireNonNull(context).after(Duration.ofHours(1), task);
        }

        @Override
        public HandleResult message(Player who, String event, Payload payload) {
            switch (event) {
                case "cancel" -> start().cancel();
                case "close" -> Objects.requireNonNull(context).close("over");
                default -> {
                    return HandleResult.unknown(event);
                }
            }
            return HandleResult.ok();
        }
    }

    @RegisterExtension
    static final TestHub HUB = TestHub.of(() -> Endpoint.builder()
                    .socket("/socket", UserSocket.acceptingAll())
                    .rooms("patient", Patient::new, options -> options.rate(0).createOnJoin(true))
                    .build())
            .patience(Patience.LIMIT);

    private static void awaitLeft(int expected) {
        long until = System.nanoTime() + Patience.LIMIT.toNanos();
        do {
            assertTrue(System.nanoTime() - until < 0, () -> TASKS.size() + " tasks");
            System.gc();
            TASKS.removeIf(task -> task.refersTo(null));
        } while (TASKS.size() > expected);
    }

    @Test
    void aRoomThatHasEndedDoesNotWaitForItsTimers() {
        TestChannel ann = HUB.connect().join("patient:r");
        ann.push("cancel").assertReply("ok");
        awaitLeft(1);
        ann.push("close").assertReply("ok");
        awaitLeft(0);
    }
}

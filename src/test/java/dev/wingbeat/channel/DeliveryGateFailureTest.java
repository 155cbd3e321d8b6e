package dev.wingbeat.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.limit.Backlog;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.Delivery;
import dev.wingbeat.pubsub.TestLoops;
import dev.wingbeat.support.LogRecords;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A gate goes on behind what cannot be sent. */
class DeliveryGateFailureTest {

    private final List<String> sent = new ArrayList<>();
    private final List<Runnable> retries = new ArrayList<>();
    private boolean ready = true;
    private boolean over;

    /** Fails with what says bad. */
    private final class Outlet implements DeliveryGate.Outlet {

        @Override
        public String label() {
            return "room:1";
        }

        @Override
        public void run(Runnable task) {
            task.run();
        }

        @Override
        public Frame push(String event, Payload payload) {
            return Frame.text(event);
        }

        @Override
        public boolean ready() {
            return ready;
        }

        @Override
        public void later(Runnable task) {
            retries.add(task);
        }

        @Override
        public void send(Frame frame) {
            take(new String(frame.array(), frame.payloadOffset(), frame.payloadLength(), StandardCharsets.UTF_8));
        }

        @Override
        public void forward(Delivery delivery) {
            take(delivery.broadcast().event());
        }

        @Override
        public void over() {
            over = true;
        }

        @Override
        public void overflow() {
            throw new AssertionError("overflow");
        }

        private void take(String text) {
            if (text.startsWith("bad")) {
                throw new IllegalStateException(text);
            }
            sent.add(text);
        }
    }

    private static Delivery delivery(String event) {
        return TestLoops.delivery(new Broadcast("topic", event, Payload.EMPTY));
    }

    @Test
    void whatCannotBeSentHoldsNothingUp() {
        var backlog = new Backlog(LoopAccount.unlimited());
        var gate = new DeliveryGate(new Outlet(), backlog, true);
        var log = LogRecords.of("dev.wingbeat");
        try {
            DeliveryGate.Hold hold = gate.holdAll();
            for (String event : List.of("bad", "good", "bad too", "better")) {
                assertTrue(gate.holds(delivery(event)));
            }
            ready = false;
            hold.release(List.of(Frame.text("bad state"), Frame.text("state")));
            assertEquals(1, retries.size());
            ready = true;
            retries.removeFirst().run();
            assertEquals(List.of("state", "good", "better"), sent);
            assertEquals(List.of(), retries);
            assertTrue(over);
            assertEquals(0, backlog.bytes());
            assertEquals(List.of("what was held back from room:1 cannot be sent to it; the rest can"), log.messages());
        } finally {
            log.close();
        }
    }
}

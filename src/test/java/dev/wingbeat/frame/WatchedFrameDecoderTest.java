package dev.wingbeat.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.wingbeat.connection.EndpointDefaults;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.connection.TransportMetrics;
import dev.wingbeat.limit.NodeLimits;
import dev.wingbeat.metrics.Metrics;
import dev.wingbeat.support.client.ClientFrame;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told of the frames that wait for their turn, and of one that has not come whole. */
class WatchedFrameDecoderTest {

    /** What the decoder keeps, and whether it waits. */
    private record Kept(boolean something, boolean waiting) {}

    /** What the decoder says. */
    private static final class Told implements WatchedFrameDecoder.Watcher {
        private final List<Kept> kept = new ArrayList<>();
        private int pauses;
        private boolean spent;

        @Override
        public void undecoded(int bytes, boolean waiting) {
            kept.add(new Kept(bytes > 0, waiting));
        }

        @Override
        public void pause() {
            pauses++;
        }

        @Override
        public void resume() {
            pauses--;
        }

        @Override
        public boolean paused() {
            return pauses > 0;
        }

        @Override
        public boolean turnSpent() {
            return spent;
        }
    }

    private static final WebSocketLimits LIMITS = new WebSocketLimits(
            Duration.ofSeconds(60),
            1 << 20,
            new EndpointDefaults.Live(
                    new EndpointDefaults.Changeable(OriginCheck.NONE, 1 << 20, Duration.ofSeconds(10), null)),
            Duration.ofSeconds(30),
            false,
            new TransportMetrics(new Metrics(), "/", "websocket"),
            NodeLimits.unlimited());

    private final Told told = new Told();
    private final EmbeddedChannel channel = new EmbeddedChannel(new WatchedFrameDecoder(LIMITS, told));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private static byte[] frames(int count) {
        return ClientFrame.bytes(
                Stream.generate(() -> ClientFrame.text("x")).limit(count).toList());
    }

    private int decoded() {
        int count = 0;
        for (Object frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            ReferenceCountUtil.release(frame);
            count++;
        }
        return count;
    }

    @Test
    void framesThatWaitAreChargedAsLongAsTheyWaitAndAreNoneThatHasBegun() {
        channel.writeInbound(Unpooled.wrappedBuffer(frames(3 * WatchedFrameDecoder.SHARE + 1)));
        channel.runScheduledPendingTasks();
        assertEquals(3 * WatchedFrameDecoder.SHARE + 1, decoded());
        var waits = new Kept(true, true);
        assertEquals(List.of(waits, waits, waits), told.kept.subList(0, 3));
        assertFalse(told.kept.getLast().something);
        assertEquals(0, told.pauses);
    }

    @Test
    void oneFrameATurnIsHandledWhenTheTurnHasLastedLong() {
        told.spent = true;
        channel.writeInbound(Unpooled.wrappedBuffer(frames(3)));
        channel.runScheduledPendingTasks();
        assertEquals(3, decoded());
        var waits = new Kept(true, true);
        assertEquals(List.of(waits, waits), told.kept.subList(0, 2));
        assertFalse(told.kept.getLast().something);
        assertEquals(0, told.pauses);
    }

    @Test
    void frameBehindThemHasBegunOnceTheyHaveHadTheirTurn() {
        byte[] last = ClientFrame.bytes(List.of(ClientFrame.text("half of this")));
        channel.writeInbound(
                Unpooled.wrappedBuffer(frames(WatchedFrameDecoder.SHARE + 1), Arrays.copyOf(last, last.length / 2)));
        channel.runScheduledPendingTasks();
        assertEquals(WatchedFrameDecoder.SHARE + 1, decoded());
        assertEquals(new Kept(true, true), told.kept.getFirst());
        assertEquals(new Kept(true, false), told.kept.getLast());
        assertEquals(0, told.pauses);
    }
}

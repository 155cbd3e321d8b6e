package dev.wingbeat.relay;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.lane.GossipHandler;
import dev.wingbeat.lane.LaneAddress;
import dev.wingbeat.lane.Lanes;
import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * The ways to the other nodes: to each of them one numbered line on each lane. What has come for a node by the time the lane's
 * context gets to it shares a message; each is sent to that node only. Items of one thread arrive in order. Internal seam; may be used
 * from any thread.
 */
public final class RoomLines implements GossipHandler {

    /** Receives what arrives, on the lane's context. */
    public interface Receiver {

        /** Receives an item. */
        void received(String origin, RoomItem item);

        /** Called when something has been lost between what came before and what comes now. */
        void lost(String origin, int lane);
    }

    private static final System.Logger LOGGER = System.getLogger(RoomLines.class.getName());
    private static final RateLimitedLog LEFT_OUT = new RateLimitedLog(LOGGER, WARNING);
    private static final RateLimitedLog FAILED = new RateLimitedLog(LOGGER, ERROR);
    private static final String NAME = "$rooms";
    private static final byte VERSION = 1;

    /** A message of this many bytes is not filled further. */
    private static final int FULL = 48 * 1024;

    private record Outgoing(String node, RoomItem item) {}

    /** The last message of a node: its generation, and its number. */
    private record Heard(long generation, long number) {}

    /** One lane's share, confined to its context but for the queue. */
    private final class Line {
        private final int lane;
        private final Queue<Outgoing> queue = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean scheduled = new AtomicBoolean();
        private final Map<String, Long> sent = new HashMap<>();
        private final Map<String, Heard> heard = new HashMap<>();

        Line(int lane) {
            this.lane = lane;
        }

        void flush() {
            scheduled.set(false);
            Map<String, Buffer> messages = new HashMap<>();
            for (Outgoing next = queue.poll(); next != null; next = queue.poll()) {
                Buffer message = messages.computeIfAbsent(next.node(), this::begin);
                new RoomItemWriter(message).write(next.item());
                if (message.length() >= FULL) {
                    messages.remove(next.node());
                    lanes.gossipTo(next.node(), lane, NAME, message);
                }
            }
            messages.forEach((node, message) -> lanes.gossipTo(node, lane, NAME, message));
        }

        private Buffer begin(String node) {
            return Buffer.buffer()
                    .appendByte(VERSION)
                    .appendLong(generation)
                    .appendLong(sent.merge(node, 1L, Long::sum));
        }
    }

    private final Lanes lanes;
    private final Receiver receiver;
    private final long generation = System.currentTimeMillis();
    private final List<Line> lines;

    /** Makes the lines of a node. */
    public RoomLines(Lanes lanes, Receiver receiver) {
        this.lanes = lanes;
        this.receiver = receiver;
        this.lines = IntStream.range(0, LaneAddress.LANES).mapToObj(Line::new).toList();
    }

    /** Begins to hear the other nodes. */
    public void start() {
        lanes.gossips().add(NAME, this);
    }

    /** Hears them no more. */
    public void stop() {
        lanes.gossips().remove(NAME, this);
    }

    /** Sends an item to a node, by the lane of a topic. */
    public void send(String node, String topic, RoomItem item) {
        Line line = lines.get(LaneAddress.laneOf(topic));
        line.queue.add(new Outgoing(node, item));
        if (line.scheduled.compareAndSet(false, true)) {
            lanes.context(line.lane).runOnContext(ignored -> line.flush());
        }
    }

    /** Forgets a node that has left the cluster. */
    public void forget(String node) {
        for (Line line : lines) {
            lanes.context(line.lane).runOnContext(ignored -> {
                line.sent.remove(node);
                line.heard.remove(node);
            });
        }
    }

    @Override
    public void gossip(int lane, String origin, Buffer bytes) {
        var reader = new RoomItemReader(origin, bytes);
        List<RoomItem> items = new ArrayList<>();
        Heard now;
        try {
            if (reader.int8() != VERSION) {
                return; // of a later release: it has to know how to speak to this one
            }
            now = new Heard(reader.int64(), reader.int64());
            while (!reader.isAtEnd()) {
                RoomItem item = reader.item();
                if (item == null) {
                    LEFT_OUT.log(() ->
                            "an item of " + origin + " is left out: a payload that is no JSON, or nested too deeply");
                } else {
                    items.add(item);
                }
            }
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("room items: cut off", e);
        }
        Heard before = lines.get(lane).heard.put(origin, now);
        if (before != null && before.generation() == now.generation() && now.number() > before.number() + 1) {
            receiver.lost(origin, lane);
        }
        items.forEach(item -> received(origin, item));
    }

    /** Hands over an item; what fails with it must not keep the others. */
    private void received(String origin, RoomItem item) {
        try {
            receiver.received(origin, item);
        } catch (Throwable e) {
            FAILED.log(() -> "an item of " + origin + " could not be handled", e);
        }
    }

    @Override
    public void lost(int lane, String origin) {} // of what goes to all; the lines count for themselves
}

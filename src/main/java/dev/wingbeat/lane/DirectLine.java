package dev.wingbeat.lane;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;

/**
 * The way to one node alone, beside the lanes: broadcasts for its subscribers only, and the question whether it lives. May be
 * used from any thread.
 */
final class DirectLine {

    private static final System.Logger LOGGER = System.getLogger(DirectLine.class.getName());

    private static final String ADDRESS = "wingbeat.node.";

    /** Options of asking a node whether it lives. */
    private static final DeliveryOptions ASKING = new DeliveryOptions().setSendTimeout(2_000);

    private final EventBus bus;
    private final String nodeName;
    private final LaneCounters counters;
    private final BroadcastReceiver broadcasts;
    private final RenewableConsumer consumer;
    private final RateLimitedLog unreadable = new RateLimitedLog(LOGGER, WARNING);

    DirectLine(EventBus bus, String nodeName, LaneCounters counters, BroadcastReceiver broadcasts) {
        this.bus = bus;
        this.nodeName = nodeName;
        this.counters = counters;
        this.broadcasts = broadcasts;
        this.consumer = new RenewableConsumer(bus, ADDRESS + nodeName, this::receive);
    }

    Future<Void> start() {
        return consumer.start();
    }

    Future<Void> renew() {
        return consumer.renew();
    }

    Future<Void> stop() {
        return consumer.stop();
    }

    /** Asks a node whether it lives, and fails when it does not answer; the answer needs no registration of this node. */
    Future<?> ask(String node) {
        return bus.request(ADDRESS + node, Buffer.buffer(), ASKING)
                .onFailure(cause -> LOGGER.log(DEBUG, "node {0} does not answer: {1}", node, cause));
    }

    void send(String node, Broadcast broadcast) {
        Buffer envelope = EnvelopeCodec.begin(nodeName, 0, 0, EnvelopeCodec.UNNUMBERED);
        EnvelopeCodec.append(envelope, new LaneItem.Broadcasted(broadcast));
        bus.send(ADDRESS + node, envelope);
    }

    private void receive(Message<Object> message) {
        if (message.replyAddress() != null) {
            message.reply(Buffer.buffer()); // to be asked is all there is to it: this node lives
            return;
        }
        try {
            Envelope envelope = message.body() instanceof Buffer buffer ? EnvelopeCodec.decode(buffer) : null;
            if (envelope == null) {
                throw new IllegalArgumentException("no envelope of version " + EnvelopeCodec.VERSION);
            }
            counters.rejected(envelope.rejected());
            envelope.items().forEach(this::receive);
        } catch (RuntimeException e) {
            counters.rejected(1);
            unreadable.log(() -> "a message for this node alone cannot be read: " + LogText.of(e));
        }
    }

    private void receive(LaneItem item) {
        if (item instanceof LaneItem.Broadcasted(Broadcast broadcast)) {
            counters.broadcastReceived();
            broadcasts.receive(broadcast, null);
        }
    }
}

package dev.wingbeat.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.load.Anomaly;
import dev.wingbeat.load.ClientRole;
import dev.wingbeat.load.Incoming;
import dev.wingbeat.load.LoadClient;
import dev.wingbeat.load.LoadLoop;
import dev.wingbeat.load.Stamp;
import dev.wingbeat.load.Tally;

/**
 * A member of a topic in which members publish: it checks that each message of each sender comes once, unchanged and in
 * order. Confined to its client's loop.
 */
final class MemberRole implements ClientRole {

    /** Stands for a member that only listens. */
    static final int LISTENER = -1;

    /** Hears of each message that came for the first time. */
    interface Arrival {

        /** The message read last by the loop has come to one more member. */
        void arrived(LoadLoop loop, Stamp stamp, long now);
    }

    private final Topic topic;
    private final int sender;
    private final byte[] event;
    private final SequenceTracker tracker;
    private final Arrival arrival;

    /** Makes a member that publishes as the sender of this number, or as none. */
    MemberRole(Topic topic, int sender, String event, Arrival arrival) {
        this.topic = topic;
        this.sender = sender;
        this.event = event.getBytes(UTF_8);
        this.tracker = new SequenceTracker(topic.senders);
        this.arrival = arrival;
    }

    /** Publishes a message that is due, or was. Returns its number. */
    long publish(LoadClient client, long due) {
        long number = topic.next(sender);
        client.loop.push(client, sender, number, due);
        return number;
    }

    @Override
    public void answered(LoadClient client, Incoming answer, long now) {
        // a server may reply to what it broadcasts
    }

    @Override
    public void received(LoadClient client, Incoming message, long now) {
        LoadLoop loop = client.loop;
        if (!message.event(event)) {
            return;
        }
        if (!message.topic(topic.bytes)) {
            loop.tally.add(Anomaly.FOREIGN, message.text(message.topicFrom, message.topicTo));
            return;
        }
        Stamp stamp = loop.stamp;
        if (!stamp.read(message.bytes, message.payloadFrom, message.payloadTo)
                || stamp.sender >= topic.senders
                || stamp.number > topic.sent((int) stamp.sender)) {
            loop.tally.add(Anomaly.CHANGED, message.text(message.payloadFrom, message.payloadTo));
            return;
        }
        switch (tracker.take((int) stamp.sender, stamp.number)) {
            case DUPLICATE -> {
                loop.tally.add(Anomaly.DUPLICATED, note(stamp));
                return;
            }
            case LATE -> loop.tally.add(Anomaly.OUT_OF_ORDER, note(stamp));
            case NEW -> {}
        }
        loop.took(Tally.Span.DELIVERY, now);
        arrival.arrived(loop, stamp, now);
    }

    private String note(Stamp stamp) {
        return "message " + stamp.number + " of sender " + stamp.sender + " in " + topic.name;
    }

    /** Returns how many messages of the topic have not come. */
    long missing() {
        long missing = 0;
        for (int i = 0; i < topic.senders; i++) {
            missing += missing(i);
        }
        return missing;
    }

    /** Returns how many messages of a sender have not come. */
    long missing(int of) {
        return topic.sent(of) - tracker.distinct(of);
    }
}

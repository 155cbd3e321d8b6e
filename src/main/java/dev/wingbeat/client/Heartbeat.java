package dev.wingbeat.client;

import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Ref;
import java.time.Duration;

/** Asks the server in time whether it is still there. Confined to the client's loop. */
final class Heartbeat {

    private final PhoenixClient client;
    private final Duration period;

    Heartbeat(PhoenixClient client, Duration period) {
        this.client = client;
        this.period = period;
    }

    /** Sends one after a while, and the next when it is answered; ends a connection that does not answer. */
    void beatLater(Connection of) {
        client.loop().executeAfter(period, () -> {
            if (client.isConnectedBy(of)) {
                beat(of);
            }
        });
    }

    private void beat(Connection of) {
        String ref = client.nextRef();
        var beat = new PendingPush(
                Events.PHOENIX_TOPIC,
                Events.HEARTBEAT,
                Payload.EMPTY,
                ClientChannel.DEFAULT_TIMEOUT,
                (response, cause) -> {
                    if (!(cause instanceof TimedOutException)) {
                        beatLater(of); // any answer tells that the server is there
                    } else if (client.isConnectedBy(of)) {
                        of.end(new Disconnect.Silent());
                    }
                });
        client.pushes().watch(beat);
        client.pushes().sent(ref, beat);
        of.send(client.codec().text(new Message(null, Ref.of(ref), beat.topic, beat.event, beat.payload)));
    }
}

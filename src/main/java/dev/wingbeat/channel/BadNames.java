package dev.wingbeat.channel;

import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Ref;
import dev.wingbeat.protocol.Reply;
import dev.wingbeat.protocol.Unroutable;

/** Answers messages that lead nowhere because of a name in them, as long as their client may send more. */
final class BadNames {

    private BadNames() {}

    /** Answers a message one of whose names is too long; without a ref of its own it cannot be answered. */
    static void tooLong(SocketServer client, Message message, String which) {
        client.handler().metrics().nameTooLong();
        boolean admitted = admits(client);
        ChannelLog.tooLong(client, message, which, client.handler().names().maxBytes());
        if (admitted && message.ref() != null && !which.equals("ref")) {
            Ref joinRef = which.equals("join_ref") ? null : message.joinRef();
            var reason = Payload.of("reason", which + " too long");
            client.send(new Reply(joinRef, message.ref(), message.topic(), "error", reason));
        }
    }

    /** Answers a message whose topic is no text. */
    static void unroutable(SocketServer client, Unroutable message) {
        client.handler().metrics().unmatched();
        if (admits(client)) {
            client.send(message);
        }
    }

    /** Counts the answer among the messages of the client, of which it may send so many. */
    private static boolean admits(SocketServer client) {
        ClientGate gate = client.gate();
        return gate == null || gate.admitsAnswer();
    }
}

package dev.wingbeat.channel;

import dev.wingbeat.protocol.Message;

/** An event or leave of the client, {@code length} bytes long, waiting for its turn. */
record ClientTask(ChannelServer channel, Message message, int length) implements Mailbox.Task {

    private static final int OVERHEAD = 256;

    @Override
    public void run() {
        channel.handleNow(message);
    }

    @Override
    public int weight() {
        return OVERHEAD + length; // the whole frame: the payload is a range of it
    }
}

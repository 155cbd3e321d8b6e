package dev.wingbeat.channel;

import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.Delivery;

/** The way from a channel's {@link DeliveryGate} to its client. */
record ChannelOutlet(ChannelServer channel, SocketServer server) implements DeliveryGate.Outlet {

    /** How many bytes may wait at the connection while parts of a state are left: less than makes a slow consumer. */
    private static final int WINDOW = 256 * 1024;

    private static final long RETRY_MILLIS = 10;

    @Override
    public void run(Runnable task) {
        server.context().loop().run(task);
    }

    @Override
    public Frame push(String event, Payload payload) {
        return server.encode(channel.refs().push(event, payload));
    }

    @Override
    public boolean ready() {
        return server.link().pending() < WINDOW;
    }

    @Override
    public void later(Runnable task) {
        server.context().vertx().setTimer(RETRY_MILLIS, timer -> run(task));
    }

    @Override
    public void send(Frame frame) {
        server.link().send(frame);
    }

    @Override
    public void forward(Delivery delivery) {
        channel.forward(delivery);
    }

    @Override
    public void overflow() {
        // later: this may be the middle of a fan-out
        server.context().loop().execute(() -> channel.crash(MailboxFullException.gate()));
    }
}

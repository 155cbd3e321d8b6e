package dev.wingbeat.eventstream;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.connection.CloseReason;
import dev.wingbeat.connection.ConnectOutcome.Connected;
import dev.wingbeat.connection.ConnectionView;
import dev.wingbeat.connection.Connections;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.credential.ConnectionCredentials;
import dev.wingbeat.limit.Holder;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.pubsub.Delivery;
import dev.wingbeat.pubsub.Loop;
import dev.wingbeat.pubsub.Subscription;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The running half of one event stream: a response that goes on until one side ends it. Confined to the connection's loop.
 * Subscribes to its topic, and to the connection's id for {@code disconnect}.
 *
 * <p>Writes in parts, the next one when the client has taken the one before: a large event, which the streams of the loop
 * share, is copied to native memory piece by piece, and each piece that is taken is progress.
 */
final class EventStreamServer implements Connections.Connection, ConnectionCredentials.Holder, Holder {

    private static final System.Logger LOGGER = System.getLogger(EventStreamServer.class.getName());
    private static final RateLimitedLog SLOW = new RateLimitedLog(LOGGER, WARNING);
    private static final int PART = 64 * 1024;

    private final EventStreamTransport mount;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final LoopAccount account;
    private final List<Subscription> subscriptions = new ArrayList<>(2);
    private final ArrayDeque<Buffer> waiting = new ArrayDeque<>(2);
    private int taken;
    private int queued;
    private int charged;
    private int unconfirmed;
    private int largest;
    private long lastId;
    private long pending;
    private long lastWrite;
    private long lastProgress;
    private @Nullable String id;
    private @Nullable ConnectionCredentials credentials;
    private boolean begun;
    private boolean closing;

    EventStreamServer(EventStreamTransport mount, HttpServerRequest request) {
        this.mount = mount;
        this.request = request;
        this.account = mount.context().server().account();
        this.response = request.response();
        this.lastId = lastId(request.getHeader("last-event-id"));
    }

    /** Subscribes, then answers: what is broadcast after the client has seen the answer reaches it, on whatever node. */
    void open(String topic, Connected connected) {
        String socketId = connected.id();
        id = socketId;
        account.enter(this);
        if (connected.credentials() != null) {
            credentials = mount.credentials().enter(connected.credentials(), this);
        }
        Loop loop = mount.context().loop();
        Subscription subscription = loop.subscribe(topic, this::deliver, null);
        subscriptions.add(subscription);
        if (socketId != null) {
            subscriptions.add(loop.subscribeToDisconnect(socketId, this::disconnect));
        }
        response.closeHandler(closed -> ended(new CloseReason.Lost()));
        response.setChunked(true)
                .putHeader("content-type", "text/event-stream")
                .putHeader("cache-control", "no-store")
                .putHeader("x-accel-buffering", "no");
        String origin = request.getHeader("origin");
        if (origin != null) {
            response.putHeader("access-control-allow-origin", origin).putHeader("vary", "origin");
        }
        subscription.established().onComplete(established -> loop.run(this::begin));
        write(EventText.retry(mount.options().retry()));
    }

    private void begin() {
        begun = true;
        if (!closing) {
            writeParts(PART);
            charge();
        }
    }

    private void deliver(Delivery delivery) {
        Broadcast broadcast = delivery.broadcast();
        var wanted = mount.options().events();
        if (closing || !(wanted.isEmpty() || wanted.contains(broadcast.event()))) {
            return;
        }
        Buffer event = mount.text().event(lastId + 1, broadcast);
        if (event != null) {
            lastId++;
            mount.metrics().sent(event.length(), false);
            write(event);
        }
    }

    private void disconnect(Delivery delivery) {
        if (delivery.broadcast().event().equals(Events.DISCONNECT)) {
            close(DisconnectReason.DISCONNECT);
        }
    }

    /** Ends the response in the ordinary way; the client does not learn why. */
    @Override
    public void close(DisconnectReason reason) {
        if (closing) {
            return;
        }
        unsubscribe();
        begun = true;
        writeParts(Integer.MAX_VALUE);
        expectProgress(1); // of the end: a client that does not read must not hold it up
        response.end().onComplete(ended -> ended(new CloseReason.Disconnected(reason)));
    }

    @Override
    public ConnectionView view() {
        return new ConnectionView() {
            @Override
            public @Nullable String socketId() {
                return id;
            }

            @Override
            public String transport() {
                return EventStreamTransport.NAME;
            }

            @Override
            public long waiting() {
                return pending;
            }
        };
    }

    /** Sends a heartbeat when it is due, and gives up a client that takes nothing. */
    void tick(long now) {
        var defaults = mount.context().defaults();
        if (pending > 0 && now - lastProgress > defaults.stallTimeout().toNanos()) {
            mount.metrics().stalledByTime();
            giveUp(DisconnectReason.SLOW_CONSUMER, "nothing taken for " + defaults.stallTimeout());
        } else if (!closing && now - lastWrite >= mount.options().heartbeat().toNanos()) {
            write(EventText.heartbeat());
        }
    }

    private void write(Buffer bytes) {
        lastWrite = mount.context().loop().time().now();
        expectProgress(bytes.length());
        largest = Math.max(largest, bytes.length());
        waiting.add(bytes);
        queued += bytes.length();
        writeParts(PART);
        charge();
        int limit = mount.context().defaults().maxPending();
        if (pending - largest > limit) {
            mount.metrics().stalledByBytes();
            giveUp(DisconnectReason.SLOW_CONSUMER, "more than " + limit + " bytes wait behind an event");
        }
    }

    /** Writes what waits, once the stream has begun, as long as fewer bytes than this are on their way. */
    private void writeParts(int limit) {
        while (begun && unconfirmed < limit && !waiting.isEmpty()) {
            Buffer next = waiting.getFirst();
            int end = Math.min(next.length(), taken + PART);
            int length = end - taken;
            Buffer part = next.slice(taken, end);
            taken = end;
            if (end == next.length()) {
                waiting.removeFirst();
                queued -= next.length();
                taken = 0;
            }
            unconfirmed += length;
            response.write(part).onComplete(written -> confirmed(length));
        }
    }

    private void confirmed(int length) {
        unconfirmed -= length;
        pending -= length;
        lastProgress = mount.context().loop().time().now();
        if (pending == 0) {
            largest = 0;
        }
        if (!closing) {
            writeParts(PART);
            charge();
        }
    }

    /** Charges what could not be written at once. */
    private void charge() {
        if (queued != charged) {
            account.heap(queued - charged);
            charged = queued;
        }
    }

    private void expectProgress(int bytes) {
        if (pending == 0) {
            lastProgress = mount.context().loop().time().now();
        }
        pending += bytes;
    }

    private void giveUp(DisconnectReason reason, String why) {
        SLOW.log(() -> "ending an event stream of " + request.remoteAddress() + ", it does not read: " + why);
        ended(new CloseReason.Disconnected(reason));
        mount.context().sinks().reset(request);
    }

    @Override
    public long heapHeld() {
        return pending;
    }

    @Override
    public long heldFor() {
        return pending == 0 ? 0 : mount.context().loop().time().now() - lastProgress;
    }

    @Override
    public void shed() {
        giveUp(DisconnectReason.OVERLOADED, "memory is short");
    }

    private void ended(CloseReason reason) {
        unsubscribe();
        waiting.clear();
        queued = 0;
        charge();
        account.leave(this);
        if (mount.connections().remove(this)) {
            mount.metrics().closed(reason);
        }
    }

    private void unsubscribe() {
        closing = true;
        subscriptions.forEach(Subscription::unsubscribe);
        subscriptions.clear();
        if (credentials != null) {
            credentials.close();
        }
    }

    /** Reads the number that a client has seen last, 0 for none and for what is no number of ours. */
    private static long lastId(@Nullable String header) {
        return header != null && header.matches("[0-9]{1,18}") ? Long.parseLong(header) : 0;
    }
}

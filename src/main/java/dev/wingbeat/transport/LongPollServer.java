package dev.wingbeat.transport;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.channel.SocketHandler;
import dev.wingbeat.channel.SocketServer;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.channel.TransportLink;
import dev.wingbeat.connection.CloseReason;
import dev.wingbeat.connection.ConnectOutcome;
import dev.wingbeat.connection.ConnectionView;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.connection.TransportMetrics;
import dev.wingbeat.limit.Holder;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.pubsub.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The running half of a long-poll connection: keeps what the client has not polled yet, and ends when the client stops
 * polling. Confined to the loop that opened it, but for what {@link LongPollPeer} offers, which hops there.
 */
final class LongPollServer implements TransportLink, LongPollPeer, Holder {

    private static final System.Logger LOGGER = System.getLogger(LongPollServer.class.getName());
    private static final RateLimitedLog BINARY = new RateLimitedLog(LOGGER, WARNING);
    private static final RateLimitedLog FAILED = new RateLimitedLog(LOGGER, ERROR);
    private static final RateLimitedLog SHED = new RateLimitedLog(LOGGER, WARNING);

    /** The bytes that wait when it is not {@link #writable}. */
    private static final int HIGH = 64 * 1024;

    private final LongPollMount mount;
    private final Loop loop;
    private final LoopAccount account;
    private final Vertx vertx;
    private final String id = UUID.randomUUID().toString();
    private final String token;
    private final SocketServer socket;
    private final TransportMetrics metrics;
    private final ConnectionView.TapPlace taps;
    private final long patience;
    private final long activityTimer;
    private final PostedBytes bytes;
    private final PostQueue posts;
    private final List<Frame> buffer = new ArrayList<>();
    private long buffered;
    private int largest;
    private @Nullable LocalPoll waiting;
    private boolean flushScheduled;
    private long lastPoll;
    private boolean closed;

    /** Opens the connection. To be called on the handler's loop. */
    LongPollServer(
            LongPollMount mount, SocketHandler handler, ConnectOutcome.Connected connected, TransportMetrics metrics) {
        this.mount = mount;
        this.loop = handler.context().loop();
        this.account = handler.context().account();
        this.vertx = handler.context().vertx();
        this.token = mount.sign(id);
        this.taps = handler.context().taps();
        this.socket = new SocketServer(handler, connected, this);
        socket.backlog().retain(LongPollServers.SESSION);
        this.lastPoll = loop.time().now();
        this.patience = mount.options().window().multipliedBy(3).dividedBy(2).toNanos();
        this.activityTimer =
                vertx.setPeriodic(TimeUnit.NANOSECONDS.toMillis(patience), timer -> loop.execute(this::checkActivity));
        this.bytes = new PostedBytes(handler.context().limits());
        this.posts = new PostQueue(loop.posts(), account, this::handleIn);
        mount.servers().add(this);
        account.enter(this);
        this.metrics = metrics;
        metrics.opened();
    }

    String id() {
        return id;
    }

    String token() {
        return token;
    }

    /** Returns the poll that gets the next messages. */
    @Nullable
    Poll waiting() {
        return waiting;
    }

    @Override
    public String transport() {
        return LongPollTransport.NAME;
    }

    @Override
    public void send(Frame frame) {
        if (closed || !isText(frame)) {
            return;
        }
        taps.sent(socket, frame);
        buffer.add(frame);
        metrics.sent(frame.payloadLength(), false);
        account.share(frame, frame.payloadLength());
        buffered += frame.payloadLength();
        largest = Math.max(largest, frame.payloadLength());
        if (tooMuchWaits()) {
            flush();
        }
        if (tooMuchWaits()) {
            metrics.stalledByBytes();
            close(DisconnectReason.SLOW_CONSUMER);
        } else if (waiting != null && !flushScheduled) {
            flushScheduled = true; // after what the loop has in hand: more messages may come with it
            loop.execute(this::flush);
        }
    }

    /** The largest message does not count: any that was accepted must reach a client that polls, between two polls too. */
    private boolean tooMuchWaits() {
        return buffered - largest > mount.options().maxBuffered();
    }

    /** The same threshold as that of a WebSocket, with what waits for the next poll in the place of the buffers of the connection. */
    @Override
    public boolean writable() {
        return buffered < HIGH;
    }

    @Override
    public long pending() {
        return buffered;
    }

    @Override
    public RateLimit.@Nullable Left bytesLeft() {
        return bytes.left();
    }

    @Override
    public void close(DisconnectReason reason) {
        if (closed) {
            return;
        }
        flush();
        closed = true;
        forget();
        mount.servers().remove(this);
        account.leave(this);
        metrics.closed(new CloseReason.Disconnected(reason));
        vertx.cancelTimer(activityTimer);
        loop.execute(() -> socket.closed(StopReason.of(reason))); // a poll that waits runs into its window
    }

    @Override
    public Poll poll() {
        var poll = new LocalPoll();
        loop.execute(() -> begin(poll));
        return poll;
    }

    @Override
    public Future<PostOutcome> post(List<Posted> messages) {
        Promise<PostOutcome> outcome = Promise.promise();
        loop.execute(() -> posts.add(messages, handled -> {
            long wait = bytes.take(messages);
            if (wait == 0) {
                outcome.complete(handled);
            } else {
                metrics.pausedByBytes();
                vertx.setTimer(wait, waited -> outcome.complete(handled));
            }
        }));
        return outcome.future();
    }

    /** Binary frames have no place in JSON: clients would take the bytes for the JSON of a message, and crash. */
    private static boolean isText(Frame frame) {
        if (frame.isBinary()) {
            BINARY.log(() -> "dropping a binary message to a long-poll client, which cannot take it (expected: JSON)");
        }
        return !frame.isBinary();
    }

    private PostOutcome handleIn(@Nullable Posted message) {
        if (closed || message == null) {
            return closed ? PostOutcome.GONE : PostOutcome.TAKEN;
        }
        metrics.received(message.bytes().length, message.binary());
        taps.received(socket, message.bytes(), message.binary());
        try {
            socket.handleIn(message.bytes(), message.binary());
        } catch (Throwable e) {
            FAILED.log(() -> "closing a long-poll connection, its message could not be handled", e);
            close(DisconnectReason.MALFORMED);
        }
        return closed ? PostOutcome.DIED : PostOutcome.TAKEN;
    }

    /** The latest poll gets the messages; one that still waits ends with nothing. */
    private void begin(LocalPoll poll) {
        if (closed) {
            poll.outcome.tryComplete(new PollOutcome.Gone());
            return;
        }
        if (waiting != null) {
            end(waiting);
        }
        lastPoll = loop.time().now();
        waiting = poll;
        flush();
        if (waiting != null) {
            poll.timer = vertx.setTimer(mount.options().window().toMillis(), timer -> loop.execute(() -> end(poll)));
        }
    }

    private void end(LocalPoll poll) {
        vertx.cancelTimer(poll.timer);
        if (poll.equals(waiting)) {
            waiting = null;
        }
        poll.outcome.tryComplete(new PollOutcome.Nothing());
    }

    private void flush() {
        flushScheduled = false;
        LocalPoll poll = waiting;
        if (poll == null || buffer.isEmpty()) {
            return;
        }
        waiting = null;
        vertx.cancelTimer(poll.timer);
        var body = LongPollJson.messages(token, buffer);
        if (!writable()) {
            loop.execute(socket::writable);
        }
        forget();
        poll.outcome.tryComplete(new PollOutcome.Messages(body));
    }

    private void forget() {
        for (Frame frame : buffer) {
            account.unshare(frame, frame.payloadLength());
        }
        buffer.clear();
        buffered = 0;
        largest = 0;
    }

    @Override
    public long heapHeld() {
        return closed ? 0 : buffered + socket.backlog().held() + posts.held();
    }

    @Override
    public long heldFor() {
        return waiting == null ? loop.time().now() - lastPoll : socket.backlog().heldFor();
    }

    @Override
    public void shed() {
        SHED.log(() -> "closing a long-poll session, memory is short and it holds " + heapHeld() + " bytes of heap");
        close(DisconnectReason.OVERLOADED);
    }

    /** Ends a session that is not polled. By the loop's time: polls that wait for a loop that stands still are no silence. */
    private void checkActivity() {
        if (waiting == null && loop.time().now() - lastPoll > patience) {
            close(DisconnectReason.INACTIVE);
        }
    }

    private final class LocalPoll implements Poll {

        private final Promise<PollOutcome> outcome = Promise.promise();
        private long timer = -1;

        @Override
        public Future<PollOutcome> outcome() {
            return outcome.future();
        }

        @Override
        public void abandon() {
            loop.execute(() -> end(this));
        }
    }
}

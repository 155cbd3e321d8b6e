package dev.wingbeat.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.protocol.Events;
import org.jspecify.annotations.Nullable;

/**
 * One client: it connects, joins its topics one after the other, sends heartbeats, and leaves the rest to its role. Confined
 * to its loop. Internal seam.
 */
public final class LoadClient implements LoadSocket.Listener {

    /** The ref of the first message of a role; those below belong to joins and leaves. */
    public static final long FIRST_REF = 10_000_000;

    private static final long FIRST_HEARTBEAT = 1_000_000_000_000L;

    /** Spreads numbers evenly: clients that come together do not send their heartbeats together. */
    private static final double GOLDEN = 0.618_033_988_749_895;

    private static final byte[] REPLY = Events.PHX_REPLY.getBytes(UTF_8);
    private static final byte[] CLOSE = Events.PHX_CLOSE.getBytes(UTF_8);
    private static final byte[] ERROR = Events.PHX_ERROR.getBytes(UTF_8);
    private static final byte[] EMPTY = "{}".getBytes(UTF_8);
    private static final byte[] STATUS = "status".getBytes(UTF_8);
    private static final byte[] OK = "ok".getBytes(UTF_8);

    private enum State {
        NEW,
        CONNECTING,
        JOINING,
        JOINED,
        LEAVING,
        LEFT,
        CLOSING,
        CLOSED
    }

    final int index;
    public final LoadLoop loop;
    final ClientProfile profile;
    private final ClientRole role;
    private final Site site;
    private final LoadSocket socket;
    private final long firstTopic;
    private int topics;
    private State state = State.NEW;
    private int joinedTopics;
    private long askedAt;
    private long heartbeats;
    private long heartbeatAt;
    private boolean heartbeatOpen;
    private Wire.@Nullable Push push;
    private @Nullable Opening opening;

    /** Makes a client that will join this many topics, from a number on. */
    public LoadClient(ClientProfile profile, LoadLoop loop, ClientRole role, ClientProfile.Place place) {
        this.profile = profile;
        this.loop = loop;
        this.role = role;
        this.index = place.index();
        this.firstTopic = place.firstTopic();
        this.topics = place.topics();
        this.site = place.site();
        this.socket = new LoadSocket(loop, site, profile.target(place), this);
    }

    /** Connects. */
    public void open(@Nullable Opening opener) {
        opening = opener;
        state = State.CONNECTING;
        loop.add(this);
        askedAt = System.nanoTime();
        loop.connect(socket, site.address(), site.nextSource());
    }

    /** Joins more topics, those after the last; its role hears once they are joined. Does nothing when it is not joined. */
    public void joinMore(int more) {
        if (state == State.JOINED) {
            topics += more;
            state = State.JOINING;
            joinNext(System.nanoTime());
        }
    }

    /** Sends the role's event with a payload. */
    public void push(long ref, byte[] payload, int length) {
        Wire.Push event = push;
        if (event == null) {
            event = profile.push(1, profile.topicName(firstTopic), profile.event());
            push = event;
        }
        socket.send(event, ref, payload, length);
    }

    /** Asks to leave the first topic. */
    public void leave() {
        state = State.LEAVING;
        askedAt = System.nanoTime();
        ask(1, Events.PHX_LEAVE, topics + 1, EMPTY);
    }

    /** Closes the connection in order. */
    public void close() {
        if (state != State.CLOSED) {
            state = State.CLOSING;
            askedAt = System.nanoTime();
            socket.close();
        }
    }

    /** Ends the connection without a word. */
    public void drop() {
        if (state != State.CLOSED) {
            state = State.CLOSING;
            askedAt = System.nanoTime();
            socket.drop();
        }
    }

    /** Returns whether the client has joined and not left. */
    public boolean present() {
        return state == State.JOINED;
    }

    /** Returns whether the connection is over. */
    public boolean isOver() {
        return state == State.CLOSED || state == State.NEW;
    }

    private void ask(long joinRef, String event, long ref, byte[] payload) {
        socket.send(
                profile.push(joinRef, profile.topicName(firstTopic + joinRef - 1), event),
                ref,
                payload,
                payload.length);
    }

    private void join() {
        askedAt = System.nanoTime();
        byte[] own = role.joinPayload();
        ask(joinedTopics + 1, Events.PHX_JOIN, joinedTopics + 1, own == null ? profile.joinPayload() : own);
    }

    /** Pushes another event than the role's in the first topic, without a payload. */
    public void push(long ref, String event) {
        ask(1, event, ref, EMPTY);
    }

    @Override
    public void opened(long now) {
        loop.tally.took(Tally.Span.CONNECT, now - askedAt);
        heartbeatAt = now - (long) (index * GOLDEN % 1 * ClientProfile.HEARTBEAT_NANOS);
        state = State.JOINING;
        joinNext(now);
    }

    private void joinNext(long now) {
        if (joinedTopics < topics) {
            join();
        } else {
            state = State.JOINED;
            settled(true);
            role.joined(this, now);
        }
    }

    @Override
    public void message(byte[] bytes, int from, int to, long now) {
        Incoming message = loop.incoming;
        message.bytes = bytes;
        loop.cursor.reset(bytes, from, to);
        profile.wire().read(loop.cursor, message);
        if (message.event(REPLY)) {
            reply(message, now);
        } else if (message.event(ERROR) || message.event(CLOSE)) {
            if (state == State.JOINING || state == State.JOINED) {
                loop.tally.add(Anomaly.CHANNEL_ENDED, message.text(message.topicFrom, message.eventTo));
                role.channelEnded(this);
            }
        } else {
            role.received(this, message, now);
        }
    }

    private void reply(Incoming reply, long now) {
        if (!ok(reply) && state != State.CLOSING) {
            boolean join = state == State.JOINING && reply.ref == joinedTopics + 1;
            loop.tally.add(
                    join ? Anomaly.REFUSED : Anomaly.ERROR_REPLIES, reply.text(reply.payloadFrom, reply.payloadTo));
            if (join) {
                role.refused(this, reply);
                close();
            }
        } else if (reply.ref >= FIRST_HEARTBEAT) {
            heartbeat(reply.ref, now);
        } else if (reply.ref >= FIRST_REF) {
            role.answered(this, reply, now);
        } else if (state == State.JOINING && reply.ref == joinedTopics + 1) {
            loop.tally.took(Tally.Span.JOIN, now - askedAt);
            joinedTopics++;
            role.welcomed(this, reply, now);
            joinNext(now);
        } else if (state == State.LEAVING && reply.ref == topics + 1) {
            loop.tally.took(Tally.Span.LEAVE, now - askedAt);
            state = State.LEFT;
            role.left(this, now);
        } else if (state != State.CLOSING) {
            loop.tally.add(Anomaly.UNMATCHED, "ref " + reply.ref);
        }
    }

    private boolean ok(Incoming reply) {
        JsonCursor cursor = loop.cursor;
        cursor.reset(reply.bytes, reply.payloadFrom, reply.payloadTo);
        if (!cursor.take('{') || cursor.peek() == '}') {
            return false;
        }
        boolean ok = false;
        do {
            cursor.string();
            boolean status = cursor.was(STATUS);
            cursor.need(':');
            if (status) {
                cursor.string();
                ok = cursor.was(OK);
            } else {
                cursor.peek();
                reply.responseFrom = cursor.at();
                cursor.skip();
                reply.responseTo = cursor.at();
            }
        } while (cursor.more('}'));
        return ok;
    }

    private void heartbeat(long ref, long now) {
        if (heartbeatOpen && ref == FIRST_HEARTBEAT + heartbeats) {
            heartbeatOpen = false;
            loop.tally.took(Tally.Span.HEARTBEAT, now - heartbeatAt);
        } else {
            loop.tally.add(Anomaly.UNMATCHED, "heartbeat ref " + ref);
        }
    }

    /** Sends a heartbeat when it is time, and gives up what takes too long. */
    void tick(long now) {
        long timeout = profile.timeoutNanos();
        boolean asking =
                state == State.CONNECTING || state == State.JOINING || state == State.LEAVING || state == State.CLOSING;
        if (asking && now - askedAt > timeout) {
            loop.tally.add(Anomaly.TIMED_OUT, state + " for more than " + timeout / 1_000_000 + " ms");
            askedAt = now;
            state = State.CLOSING;
            socket.drop();
        } else if (heartbeatOpen && now - heartbeatAt > timeout) {
            loop.tally.add(Anomaly.UNANSWERED, "for more than " + timeout / 1_000_000 + " ms");
            heartbeatOpen = false;
        } else if ((state == State.JOINED || state == State.LEFT)
                && now - heartbeatAt > ClientProfile.HEARTBEAT_NANOS) {
            heartbeatAt = now;
            heartbeatOpen = true;
            heartbeats++;
            socket.send(profile.heartbeat(), FIRST_HEARTBEAT + heartbeats, EMPTY, EMPTY.length);
        }
    }

    @Override
    public void closed(@Nullable Anomaly anomaly, String why) {
        boolean wanted = state == State.CLOSING;
        state = State.CLOSED;
        if (anomaly != null && !wanted) {
            loop.tally.add(anomaly, why);
        }
        settled(false);
        role.closed(this, wanted ? null : anomaly);
    }

    private void settled(boolean joined) {
        Opening opener = opening;
        opening = null;
        if (opener != null) {
            opener.settled(joined);
        }
    }
}

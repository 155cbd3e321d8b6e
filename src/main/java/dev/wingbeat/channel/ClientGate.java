package dev.wingbeat.channel;

import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.limit.LimitName;
import dev.wingbeat.limit.Limits;
import dev.wingbeat.limit.NodeLimits;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.limit.RouteBuckets;
import dev.wingbeat.limit.RouteLimits;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Reply;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Admits the messages of one client by the limits that held when it connected: token buckets as plain fields. A client that
 * sends more is told so, and disconnected when that does not help. Confined to the connection's loop, but for
 * {@link #broadcasts}.
 */
final class ClientGate {

    /** The refusals within {@link #WINDOW} that end the connection. */
    static final int MAX_REFUSALS = 100;

    static final long WINDOW = Duration.ofSeconds(10).toNanos();

    /** A topic is told this seldom how much of it was dropped. */
    static final long REPORT_EVERY = Duration.ofSeconds(1).toNanos();

    private static final String RATE_LIMITED = "rate_limited";

    /** The messages of one topic that were dropped and not reported yet. */
    private static final class Dropped {

        private LimitName limit = LimitName.MESSAGES;
        private int count;
        private long retry;
        private long toldAt;

        Dropped(long toldAt) {
            this.toldAt = toldAt;
        }
    }

    /** The record of messages that were not admitted: made with the first one, as most clients never have one. */
    private static final class Refused {

        /** The limit that refused the last one, and for how many nanoseconds. */
        private LimitName by = LimitName.MESSAGES;

        private long missing;

        /** The number of refusals since a time. */
        private int count;

        private long since;

        private @Nullable Map<ChannelServer, Dropped> dropped;
    }

    private final SocketServer server;
    private final Limits limits;
    private final RouteBuckets usual;

    /** The buckets of routes that have sent something, by their patterns; null when none has limits of its own. */
    private final @Nullable Map<String, RouteBuckets> patterns;

    private @Nullable Refused refused;

    private ClientGate(SocketServer server, SocketHandler handler, Limits limits) {
        this.server = server;
        this.limits = limits;
        this.usual = new RouteBuckets(limits.usual(), handler.context().limits().now());
        this.patterns = limits.patterns().isEmpty() && !handler.routes().haveLimits() ? null : new HashMap<>();
    }

    /** Makes the gate of a connection; null when nothing is limited. */
    static @Nullable ClientGate of(SocketServer server, SocketHandler handler) {
        Limits limits = handler.context().limits().current();
        boolean none = limits.usual().equals(RouteLimits.NONE)
                && limits.patterns().isEmpty()
                && !handler.routes().haveLimits();
        return none ? null : new ClientGate(server, handler, limits);
    }

    /** Returns whether a message may be handled; refuses it, if not. Heartbeats and leaves may always. */
    boolean admits(Message message, @Nullable ChannelServer channel) {
        String event = message.event();
        if (event.equals(Events.PHX_LEAVE)
                || (event.equals(Events.HEARTBEAT) && message.topic().equals(Events.PHOENIX_TOPIC))) {
            return true;
        }
        long now = node().now();
        boolean join = event.equals(Events.PHX_JOIN);
        RouteBuckets buckets = patterns == null ? usual : buckets(patterns, message.topic(), channel);
        boolean admitted = takes(buckets, join, message.topic(), now);
        if (!admitted) {
            refuse(message, channel, join, now);
        }
        return admitted;
    }

    /** Returns whether a message on no topic may be answered; it is merely counted, if not. */
    boolean admitsAnswer() {
        long now = node().now();
        boolean admitted = takes(usual, false, "", now);
        if (!admitted) {
            count(now);
        }
        return admitted;
    }

    private boolean takes(RouteBuckets from, boolean join, String topic, long now) {
        RouteLimits limited = from.limits();
        RateLimit limit = join ? limited.joins() : limited.messages();
        long before = from.fullAt(join);
        long after = limit == null ? before : limit.taken(before, now, 1);
        boolean fits = limit == null || passes(join ? LimitName.JOINS : LimitName.MESSAGES, limit.debt(after, now));
        if (!fits || (!join && !(topicHas(limited.topic(), topic) && takesOfId(limited.messagesPerId())))) {
            return false;
        }
        from.take(join, after);
        return true;
    }

    private boolean takesOfId(@Nullable RateLimit limit) {
        String id = limit == null ? null : server.id();
        return limit == null
                || id == null
                || passes(LimitName.MESSAGES_PER_ID, node().ids().take(id, limit));
    }

    private boolean topicHas(@Nullable RateLimit limit, String topic) {
        return limit == null || passes(LimitName.TOPIC, node().topics().missing(topic, limit));
    }

    private boolean passes(LimitName name, long nanos) {
        if (nanos > 0) {
            Refused noted = refused();
            noted.by = name;
            noted.missing = nanos;
        }
        return nanos <= 0;
    }

    /** Counts what a channel broadcasts on its topic, where its route limits that. May be called from any thread. */
    void broadcasts(ChannelRoute route, String topic) {
        RouteLimits own = patterns == null ? null : limitsOf(route);
        RateLimit limit = own == null ? null : own.topic();
        if (limit != null) {
            node().topics().charge(topic, limit);
        }
    }

    private RouteBuckets buckets(Map<String, RouteBuckets> known, String topic, @Nullable ChannelServer channel) {
        ChannelRoute route = channel == null
                ? handler().routes().match(topic)
                : channel.route().route();
        if (route == null) {
            return usual;
        }
        RouteBuckets found = known.get(route.pattern());
        if (found == null) {
            RouteLimits own = limitsOf(route);
            found = own == null ? usual : new RouteBuckets(own, node().now());
            known.put(route.pattern(), found);
        }
        return found;
    }

    /** Returns the buckets that clients have taken from, by the pattern of the route; those of all other topics by {@code *}. */
    Map<String, RouteBuckets> buckets() {
        Map<String, RouteBuckets> all = patterns == null ? new TreeMap<>() : new TreeMap<>(patterns);
        all.values().removeIf(usual::equals); // of a route without limits of its own
        all.put("*", usual);
        return all;
    }

    private @Nullable RouteLimits limitsOf(ChannelRoute route) {
        RouteLimits configured = limits.patterns().get(route.pattern());
        return configured == null ? route.limits() : configured;
    }

    /** Tells the client, at once where it awaits a reply. */
    private void refuse(Message message, @Nullable ChannelServer channel, boolean join, long now) {
        long retry = RateLimit.millis(refused().missing);
        LimitName by = refused().by;
        if (count(now)) {
            return;
        }
        if (join) {
            server.inTurn(Future.succeededFuture()).onSuccess(turn -> answer(message, null, by, retry));
        } else if (message.ref() != null) {
            answer(message, channel, by, retry);
        } else if (channel != null) {
            drop(channel, by, retry, now);
        }
    }

    private void answer(Message to, @Nullable ChannelServer channel, LimitName by, long retry) {
        var response = Payload.of(Map.of("reason", RATE_LIMITED, "retry_after", retry, "limit", by.label()));
        var reply = new Reply(to.joinRef(), to.ref(), to.topic(), "error", response);
        if (channel == null) {
            server.send(reply);
        } else {
            channel.membership().send(reply);
        }
    }

    /** Counts a refusal; returns whether it is one too many, and the connection is closed. */
    private boolean count(long now) {
        Refused noted = refused();
        handler().metrics().limited(noted.by);
        if (noted.count == 0 || now - noted.since > WINDOW) {
            noted.count = 0;
            noted.since = now;
        }
        if (++noted.count < MAX_REFUSALS) {
            return false;
        }
        handler().metrics().limited(LimitName.REFUSALS);
        server.close(DisconnectReason.LIMITED);
        return true;
    }

    private void drop(ChannelServer channel, LimitName by, long retry, long now) {
        Map<ChannelServer, Dropped> known = refused().dropped;
        if (known == null) {
            known = new HashMap<>(2);
            refused().dropped = known;
            handler().reports(this, true);
        }
        Dropped here = known.computeIfAbsent(channel, first -> new Dropped(now - REPORT_EVERY));
        here.limit = by;
        here.retry = retry;
        here.count++;
    }

    /** Tells topics how much of them was dropped, as far as it is time for that. */
    void tick() {
        long now = node().now();
        Map<ChannelServer, Dropped> known = refused().dropped;
        if (known == null) {
            return;
        }
        known.entrySet().removeIf(channel -> {
            Dropped here = channel.getValue();
            if (now - here.toldAt < REPORT_EVERY) {
                return false;
            }
            if (here.count > 0) {
                tell(channel.getKey(), here);
                here.toldAt = now;
                here.count = 0;
                return false;
            }
            return true; // nothing for a second
        });
        if (known.isEmpty()) {
            refused().dropped = null;
            handler().reports(this, false);
        }
    }

    private void tell(ChannelServer channel, Dropped what) {
        if (channel.state() == ChannelState.JOINED) {
            var told = Map.of("limit", what.limit.label(), "dropped", what.count, "retry_after", what.retry);
            channel.membership().send(channel.refs().push(RATE_LIMITED, Payload.of(told)));
        }
    }

    private Refused refused() {
        Refused known = refused;
        if (known == null) {
            known = new Refused();
            refused = known;
        }
        return known;
    }

    private SocketHandler handler() {
        return server.handler();
    }

    private NodeLimits node() {
        return server.context().limits();
    }
}

package dev.wingbeat.metrics;

import dev.wingbeat.metrics.Metric.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of what a node counts. Labels have values that the application has declared, or those of a closed list; never
 * anything that a client sends. Internal seam.
 */
@SuppressWarnings("ImmutableEnumChecker") // lists are copies, buckets are not changed
public enum Meter {
    /** Of each mount. */
    CONNECTIONS(Kind.GAUGE, "connections", "Clients that are connected.", "mount", "transport"),
    CONNECTIONS_OPENED(Kind.COUNTER, "connections_opened_total", "Clients that have connected.", "mount", "transport"),
    CONNECTIONS_CLOSED(
            Kind.COUNTER,
            "connections_closed_total",
            "Connections that have ended, by close code; reset: by us without a close frame, gone: by the client without one.",
            "mount",
            "transport",
            "code"),
    CONNECTS_REFUSED(
            Kind.COUNTER, "connects_refused_total", "Clients that were not let in, by reason.", "mount", "reason"),
    CONNECT_SECONDS(Buckets.LATENCY, "connect_seconds", "From asking the application to the answer.", "mount"),
    CONNECTION_AGE_SECONDS(Buckets.AGE, "connection_age_seconds", "How old connections were when they ended.", "mount"),
    TOKENS(Kind.COUNTER, "tokens_total", "JSON Web Tokens that were verified, by result.", "result"),
    JWKS_AGE_SECONDS(
            Kind.GAUGE,
            "jwks_age_seconds",
            "Seconds since the key set of an issuer was fetched, or since it is wanted.",
            "issuer"),

    CHANNELS(Kind.GAUGE, "channels", "Channels that are joined or joining.", "pattern"),
    JOINS(Kind.COUNTER, "joins_total", "Joins that were decided, by result.", "pattern", "result"),
    JOIN_SECONDS(Buckets.LATENCY, "join_seconds", "From a join to the reply that the application decides.", "pattern"),
    HANDLE_IN_SECONDS(
            Buckets.LATENCY,
            "handle_in_seconds",
            "From the turn of a client's event to its end; other: an event that the route has not named.",
            "pattern",
            "event"),
    CHANNEL_CRASHES(Kind.COUNTER, "channel_crashes_total", "Channels that ended by a failure.", "pattern"),
    MAILBOX_OVERFLOWS(
            Kind.COUNTER,
            "mailbox_overflows_total",
            "Channels that ended because too much waited for them.",
            "pattern"),
    MAILBOX_MESSAGES(Kind.GAUGE, "mailbox_messages", "Messages that wait for their channel's turn."),

    MESSAGES_RECEIVED(Kind.COUNTER, "messages_received_total", "Messages of clients.", "transport", "form"),
    MESSAGES_SENT(Kind.COUNTER, "messages_sent_total", "Messages to clients.", "transport", "form"),
    RECEIVED_BYTES(Kind.COUNTER, "received_bytes_total", "Bytes of messages of clients, uncompressed.", "transport"),
    SENT_BYTES(Kind.COUNTER, "sent_bytes_total", "Bytes of messages to clients, as they leave.", "transport"),
    MESSAGE_BYTES(Buckets.BYTES, "message_bytes", "Size of messages.", "direction"),
    HEARTBEATS(Kind.COUNTER, "heartbeats_total", "Heartbeats of clients."),
    UNMATCHED_TOPICS(
            Kind.COUNTER,
            "unmatched_topics_total",
            "Joins without a route, and events for topics that are not joined."),
    UNDECODABLE(Kind.COUNTER, "undecodable_total", "Messages that ended their connection, by reason.", "reason"),

    BROADCASTS(
            Kind.COUNTER, "broadcasts_total", "Broadcasts made here for all nodes, and those of other nodes.", "from"),
    BROADCASTS_SPARED(
            Kind.COUNTER,
            "broadcasts_spared_total",
            "Broadcasts not sent to a node that does not want them, once for each node."),
    DELIVERIES(Kind.COUNTER, "deliveries_total", "Broadcasts handed to a subscriber of this node."),
    FANOUT(Buckets.MEMBERS, "fanout", "Subscribers that one broadcast reached on one event loop."),
    DELIVERY_SECONDS(
            Buckets.LATENCY,
            "delivery_seconds",
            "From a broadcast, or its arrival from another node, to its sockets; one in 256 is measured.",
            "from"),
    OUTBOUND_BYTES(Kind.GAUGE, "outbound_bytes", "Bytes that wait for WebSocket clients with full buffers."),
    SLOW_CONNECTIONS(Kind.GAUGE, "slow_connections", "WebSockets for which a quarter of what may wait does."),
    STALLED(Kind.COUNTER, "stalled_total", "Connections ended because the client did not read, by reason.", "reason"),
    SHED(
            Kind.COUNTER,
            "shed_total",
            "Messages not sent to slow clients by the policy of their route, or replaced by later ones.",
            "pattern",
            "policy"),
    TOPICS(Kind.GAUGE, "topics", "Topics that clients have joined."),
    SUBSCRIPTIONS(Kind.GAUGE, "subscriptions", "Subscriptions of connections."),

    READY(Kind.GAUGE, "ready", "1 when clients may come."),
    DRAINING(Kind.GAUGE, "draining", "1 when the node sends its clients away."),
    MEMBERS(Kind.GAUGE, "members", "Nodes of the cluster, as far as this one sees them."),
    MEMBERSHIP_CHANGES(Kind.COUNTER, "membership_changes_total", "Changes of the cluster.", "kind"),
    LANE_ITEMS(
            Kind.COUNTER,
            "lane_items_total",
            "Broadcasts, gossip and the like between nodes, once for each node.",
            "direction"),
    LANE_ENVELOPES(
            Kind.COUNTER, "lane_envelopes_total", "Envelopes between nodes, of several items each.", "direction"),
    LANE_BYTES(Kind.COUNTER, "lane_bytes_total", "Bytes of these envelopes.", "direction"),
    LANE_WAITING_BYTES(Kind.GAUGE, "lane_waiting_bytes", "Bytes for other nodes that have not been written yet."),
    LANE_RTT_SECONDS(Buckets.LATENCY, "lane_rtt_seconds", "From a hello on a lane to the answer of another node."),
    LANE_ITEMS_LOST(Kind.COUNTER, "lane_items_lost_total", "Items of other nodes that have not arrived."),
    LANE_ITEMS_DROPPED(
            Kind.COUNTER,
            "lane_items_dropped_total",
            "Items not sent because too much waited for a node, once for each."),
    LANE_ITEMS_REJECTED(Kind.COUNTER, "lane_items_rejected_total", "Items off the event bus that cannot be read."),
    LANE_REREGISTRATIONS(
            Kind.COUNTER, "lane_reregistrations_total", "Lanes registered anew because others did not reach them."),

    REVOCATIONS(Kind.GAUGE, "revocations", "Tokens and subjects that are revoked."),

    PRESENCES(Kind.GAUGE, "presences", "Presences in the lists, of all nodes."),
    PRESENCE_TOPICS(Kind.GAUGE, "presence_topics", "Topics that have presences."),
    PRESENCE_CHANGES(Kind.COUNTER, "presence_changes_total", "Presences that have come or gone, of all nodes."),
    PRESENCE_DIFFS(Kind.COUNTER, "presence_diffs_total", "Times the members of a topic were told of changes."),
    PRESENCE_REPAIRS(Kind.COUNTER, "presence_repairs_total", "Times a node was asked for presences that were missed."),
    PRESENCE_CONVERGENCE_SECONDS(
            Buckets.LATENCY,
            "presence_convergence_seconds",
            "How long presences of another node were missing here, from when it was noticed."),

    ROOMS(Kind.GAUGE, "rooms", "Rooms that this node owns.", "kind"),
    ROOM_PLAYERS(Kind.GAUGE, "room_players", "Seats in them that are taken, also by players who may return.", "kind"),
    ROOM_TICK_SECONDS(
            Buckets.LATENCY,
            "room_tick_seconds",
            "What a tick takes, with the messages before it and the patch after it.",
            "kind"),
    ROOM_LAG_SECONDS(Buckets.LATENCY, "room_lag_seconds", "By how much a tick was late.", "kind"),
    ROOM_TICKS_SKIPPED(Kind.COUNTER, "room_ticks_skipped_total", "Ticks left out because they were too late.", "kind"),
    ROOM_INPUTS_REFUSED(
            Kind.COUNTER,
            "room_inputs_refused_total",
            "Messages that a room did not take, by reason.",
            "kind",
            "reason"),
    ROOM_FAILOVERS(
            Kind.COUNTER,
            "room_failovers_total",
            "Rooms continued on this node by a snapshot, by cause.",
            "kind",
            "cause"),

    API_REQUESTS(Kind.COUNTER, "api_requests_total", "Requests to the server API, by status.", "route", "status"),
    API_SECONDS(Buckets.LATENCY, "api_seconds", "From a request to the server API to its answer.", "route"),

    LIMITED(Kind.COUNTER, "limited_total", "Refusals by a limit.", "scope", "limit"),
    TCP_CONNECTIONS(Kind.GAUGE, "tcp_connections", "TCP connections of clients."),
    TCP_CONNECTIONS_MAX(Kind.GAUGE, "tcp_connections_max", "TCP connections that clients may have."),
    ACCEPT_ERRORS(Kind.COUNTER, "accept_errors_total", "Failures to accept a connection."),
    HELD_BYTES(Kind.GAUGE, "held_bytes", "Memory held for clients.", "area"),
    BUDGET_BYTES(Kind.GAUGE, "budget_bytes", "Memory that may be held for clients.", "area"),
    DIRECT_USED_BYTES(Kind.GAUGE, "direct_used_bytes", "Direct memory that Netty has taken, with what waits for use."),

    LOOP_BUSY(Kind.GAUGE, "loop_busy_ratio", "Share of the last seconds that an event loop has computed.", "loop"),
    LOOP_DELAY_SECONDS(Buckets.LATENCY, "loop_delay_seconds", "By how much a timer of an event loop was late."),

    INFO(Kind.INFO, "info", "Versions of what runs.", "version", "vertx", "java");

    private final Kind kind;
    private final @Nullable Buckets buckets;
    private final String name;
    private final String help;
    private final List<String> labels;

    Meter(Kind kind, String name, String help, String... labels) {
        this.kind = kind;
        this.buckets = null;
        this.name = "wingbeat_" + name;
        this.help = help;
        this.labels = List.of(labels);
    }

    Meter(Buckets buckets, String name, String help, String... labels) {
        this.kind = Kind.HISTOGRAM;
        this.buckets = buckets;
        this.name = "wingbeat_" + name;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** Returns the name that scrapers know. */
    public String fullName() {
        return name;
    }

    /** Returns how its values are to be read. */
    public Kind kind() {
        return kind;
    }

    /** Returns the names of its labels. */
    public List<String> labels() {
        return labels;
    }

    /** Returns one sentence for people. */
    public String help() {
        return help;
    }

    Buckets buckets() {
        if (buckets == null) {
            throw new IllegalArgumentException(name + ": " + kind + " (expected: a histogram)");
        }
        return buckets;
    }

    Metric with(List<Metric.Sample> samples) {
        return new Metric(name, kind, help, List.copyOf(samples));
    }
}

package dev.wingbeat;

import dev.wingbeat.Declarations.SocketDeclaration;
import dev.wingbeat.cluster.Cluster;
import dev.wingbeat.cluster.Registration;
import dev.wingbeat.frame.DirectMemory;
import dev.wingbeat.jwt.JwtSocket;
import dev.wingbeat.lane.LaneCounters;
import dev.wingbeat.limit.ConnectionLimit;
import dev.wingbeat.limit.LimitName;
import dev.wingbeat.limit.MemoryBudget;
import dev.wingbeat.limit.NodeLimits;
import dev.wingbeat.management.NodeStats;
import dev.wingbeat.metrics.Meter;
import dev.wingbeat.metrics.Metric;
import dev.wingbeat.metrics.Metrics;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * The figures of a node. Loops count for themselves; what other parts know anyway is asked for here, so that each figure has
 * one source. May be used from any thread.
 */
final class EndpointMetrics {

    private static final String HEAP = "heap";
    private static final String DIRECT = "direct";
    private static final String NODE = "node";
    private static final String IN = "in";
    private static final String OUT = "out";
    private static final String ADDRESS = "address";

    private final EndpointServer endpoint;
    private final ConnectionLimit connections;
    private final Metrics metrics;
    private final LongAdder joined = new LongAdder();
    private final LongAdder left = new LongAdder();
    private final LongAdder merged = new LongAdder();

    EndpointMetrics(EndpointServer endpoint, ConnectionLimit connections) {
        this.endpoint = endpoint;
        this.connections = connections;
        this.metrics = endpoint.pubSub().metrics();
        node();
        lanes(endpoint.pubSub().lanes().counters());
        endpoint.pubSub().lanes().onRoundTrip(() -> metrics.histogram(Meter.LANE_RTT_SECONDS)::record);
        presences();
        limits(endpoint.budget());
        tokens(endpoint.declarations());
    }

    /** Returns all that is counted, as it is now. */
    List<Metric> snapshot() {
        return metrics.snapshot();
    }

    /** Returns what {@code /stats} tells. */
    NodeStats stats() {
        LaneCounters lanes = endpoint.pubSub().lanes().counters();
        return new NodeStats(
                endpoint.pubSub().nodeName(),
                endpoint.health().notReady(),
                members(),
                (int) metrics.total(Meter.CONNECTIONS),
                endpoint.pubSub().joinedTopics(),
                endpoint.presences().size(),
                lanes.broadcastsSent(),
                lanes.broadcastsReceived(),
                lanes.itemsLost(),
                lanes.itemsDropped(),
                lanes.itemsRejected(),
                lanes.reregistrations(),
                endpoint.budget(),
                connections);
    }

    private void node() {
        metrics.observe(Meter.INFO, () -> 1, Version.text(), Version.vertx(), System.getProperty("java.version"));
        metrics.observe(Meter.READY, () -> endpoint.health().notReady() == null ? 1 : 0);
        metrics.observe(Meter.DRAINING, () -> endpoint.health().isDraining() ? 1 : 0);
        metrics.observe(Meter.MEMBERS, this::members);
        metrics.observe(Meter.MEMBERSHIP_CHANGES, joined::sum, "joined");
        metrics.observe(Meter.MEMBERSHIP_CHANGES, left::sum, "left");
        metrics.observe(Meter.MEMBERSHIP_CHANGES, merged::sum, "merged");
        metrics.observe(Meter.TOPICS, () -> endpoint.pubSub().joinedTopics());
        metrics.observe(Meter.DIRECT_USED_BYTES, DirectMemory::used);
    }

    /** Counts the changes of a cluster until the registrations are cancelled. */
    List<Registration> watch(Cluster cluster) {
        return List.of(
                cluster.onNodeJoined(node -> joined.increment()),
                cluster.onNodeLeft(node -> left.increment()),
                cluster.onMerged(merged::increment));
    }

    private int members() {
        return endpoint.pubSub().lanes().otherNodes().size() + 1;
    }

    private void lanes(LaneCounters lanes) {
        metrics.observe(Meter.BROADCASTS, lanes::broadcastsSent, "here");
        metrics.observe(Meter.BROADCASTS, lanes::broadcastsReceived, "peers");
        metrics.observe(Meter.BROADCASTS_SPARED, lanes::broadcastsSpared);
        metrics.observe(Meter.LANE_ITEMS, lanes::itemsReceived, IN);
        metrics.observe(Meter.LANE_ITEMS, lanes::itemsSent, OUT);
        metrics.observe(Meter.LANE_ENVELOPES, lanes::envelopesReceived, IN);
        metrics.observe(Meter.LANE_ENVELOPES, lanes::envelopesSent, OUT);
        metrics.observe(Meter.LANE_BYTES, lanes::bytesReceived, IN);
        metrics.observe(Meter.LANE_BYTES, lanes::bytesSent, OUT);
        metrics.observe(Meter.LANE_WAITING_BYTES, lanes::bytesWaiting);
        metrics.observe(Meter.LANE_ITEMS_LOST, lanes::itemsLost);
        metrics.observe(Meter.LANE_ITEMS_DROPPED, lanes::itemsDropped);
        metrics.observe(Meter.LANE_ITEMS_REJECTED, lanes::itemsRejected);
        metrics.observe(Meter.LANE_REREGISTRATIONS, lanes::reregistrations);
    }

    private void presences() {
        metrics.observe(Meter.PRESENCES, () -> endpoint.presences().size());
        metrics.observe(Meter.PRESENCE_TOPICS, () -> endpoint.presences().topics());
        metrics.observe(Meter.PRESENCE_REPAIRS, () -> endpoint.presences().repairs());
        metrics.observe(Meter.REVOCATIONS, () -> endpoint.revocations().size());
    }

    /** Each verifier counts for itself; one that several mounts share is asked once. */
    private void tokens(Declarations declarations) {
        var plain = Stream.concat(
                declarations.webSockets().stream().map(raw -> raw.options().userSocket()),
                declarations.eventStreams().stream()
                        .map(stream -> stream.options().userSocket()));
        Stream.concat(
                        declarations.sockets().stream().map(SocketDeclaration::jwt),
                        plain.filter(JwtSocket.class::isInstance).map(socket -> ((JwtSocket) socket).jwt()))
                .filter(Objects::nonNull)
                .distinct()
                .forEach(jwt -> jwt.observe(metrics));
    }

    private void limits(MemoryBudget memory) {
        metrics.observe(Meter.TCP_CONNECTIONS, connections::open);
        metrics.observe(Meter.TCP_CONNECTIONS_MAX, connections::max);
        metrics.observe(Meter.ACCEPT_ERRORS, connections::acceptErrors);
        metrics.observe(Meter.LIMITED, connections::refused, NODE, "connections");
        metrics.observe(Meter.LIMITED, connections.addresses()::refused, ADDRESS, "connections");
        NodeLimits rates = endpoint.live().limits();
        for (LimitName limit : LimitName.ofNode()) {
            metrics.observe(Meter.LIMITED, () -> rates.refused(limit), limit.scope(), limit.label());
        }
        metrics.observe(Meter.LIMITED, memory::refused, NODE, "memory");
        metrics.observe(Meter.STALLED, memory::shed, "memory");
        metrics.observe(Meter.MAILBOX_MESSAGES, memory::waiting);
        metrics.observe(Meter.HELD_BYTES, memory::heapHeld, HEAP);
        metrics.observe(Meter.HELD_BYTES, memory::directHeld, DIRECT);
        metrics.observe(Meter.BUDGET_BYTES, memory::heap, HEAP);
        metrics.observe(Meter.BUDGET_BYTES, memory::direct, DIRECT);
    }
}

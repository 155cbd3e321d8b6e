package dev.wingbeat.connection;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.limit.LimitName;
import dev.wingbeat.metrics.Counter;
import dev.wingbeat.metrics.Histogram;
import dev.wingbeat.metrics.Meter;
import dev.wingbeat.metrics.Metrics;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The counts of the clients of one mount that come by one transport, on one loop. Confined to the loop. Internal seam.
 */
public final class TransportMetrics {

    /** The reason for refusing a client. */
    public enum Refusal {
        /** The request is not as the protocol wants it. */
        MALFORMED,
        /** A page of another origin. */
        ORIGIN,
        /** No subprotocol that both sides know. */
        SUBPROTOCOL,
        /** A version of the protocol that is not served. */
        VERSION,
        /** Its address has as many clients as it may. */
        LIMIT,
        /** An operator has blocked its address. */
        BLOCKED,
        /** The application says no. */
        USER,
        /** The application cannot decide now. */
        UNAVAILABLE,
        /** The application has not decided in time. */
        TIMEOUT,
        /** The application has failed. */
        CRASHED
    }

    /** Close codes that the protocol and Wingbeat use; applications and clients may send others. */
    private static final Set<String> CODES =
            Set.of("1000", "1001", "1002", "1005", "1007", "1008", "1009", "1011", "1012", "1013");

    private static final String RESET = "reset";
    private static final String GONE = "gone";
    private static final String OTHER = "other";

    private final String mount;
    private final String transport;
    private final Counter open;
    private final Counter opened;
    private final Map<String, Counter> closed = new HashMap<>();
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);
    private final Histogram connectSeconds;
    private final Traffic received;
    private final Traffic sent;
    private final Counter outboundBytes;
    private final Counter slow;
    private final Counter stalledByBytes;
    private final Counter stalledByTime;
    private final Counter pausedByBytes;

    /** Makes the counters of a mount, which is known by its path. */
    public TransportMetrics(Metrics metrics, String mount, String transport) {
        this.mount = mount;
        this.transport = transport;
        this.open = metrics.counter(Meter.CONNECTIONS, mount, transport);
        this.opened = metrics.counter(Meter.CONNECTIONS_OPENED, mount, transport);
        Stream.concat(CODES.stream(), Stream.of(RESET, GONE, OTHER))
                .forEach(code -> closed.put(code, metrics.counter(Meter.CONNECTIONS_CLOSED, mount, transport, code)));
        for (Refusal reason : Refusal.values()) {
            String label = reason.name().toLowerCase(Locale.ROOT);
            refused.put(reason, metrics.counter(Meter.CONNECTS_REFUSED, mount, label));
        }
        this.connectSeconds = metrics.histogram(Meter.CONNECT_SECONDS, mount);
        this.received = new Traffic(
                metrics.histogram(Meter.MESSAGE_BYTES, "in"),
                metrics.counter(Meter.MESSAGES_RECEIVED, transport, "binary"));
        metrics.observe(Meter.MESSAGES_RECEIVED, received::texts, transport, "text");
        metrics.observe(Meter.RECEIVED_BYTES, received.bytes::sum, transport);
        this.sent = new Traffic(
                metrics.histogram(Meter.MESSAGE_BYTES, "out"),
                metrics.counter(Meter.MESSAGES_SENT, transport, "binary"));
        metrics.observe(Meter.MESSAGES_SENT, sent::texts, transport, "text");
        metrics.observe(Meter.SENT_BYTES, sent.bytes::sum, transport);
        this.outboundBytes = metrics.counter(Meter.OUTBOUND_BYTES);
        this.slow = metrics.counter(Meter.SLOW_CONNECTIONS);
        this.stalledByBytes = metrics.counter(Meter.STALLED, "bytes");
        this.pausedByBytes = metrics.counter(Meter.LIMITED, LimitName.BYTES.scope(), LimitName.BYTES.label());
        this.stalledByTime = metrics.counter(Meter.STALLED, "time");
    }

    /** Returns the path of the mount. */
    String mount() {
        return mount;
    }

    /** Returns the transport. */
    String transport() {
        return transport;
    }

    /** Counts a connection that is not read until it has tokens again. */
    public void pausedByBytes() {
        pausedByBytes.increment();
    }

    /** Counts a client that is let in. */
    public void opened() {
        open.increment();
        opened.increment();
    }

    /** Counts the end of a connection that was opened; to be called once for each. */
    public void closed(CloseReason reason) {
        open.add(-1);
        requireNonNull(closed.getOrDefault(code(reason), closed.get(OTHER))).increment();
    }

    private static String code(CloseReason reason) {
        return switch (reason) {
            case CloseReason.Lost lost -> GONE;
            case CloseReason.Remote(int code, String text) -> String.valueOf(code);
            case CloseReason.Local(int code, String text) -> String.valueOf(code);
            case CloseReason.Disconnected(DisconnectReason why) when isReset(why) -> RESET;
            case CloseReason.Disconnected(DisconnectReason why) -> String.valueOf(why.code());
            case CloseReason.Failure failure -> String.valueOf(DisconnectReason.MALFORMED.code());
        };
    }

    /** Returns whether who is closed for this is not told: an orderly end would wait behind what he does not read. */
    private static boolean isReset(DisconnectReason reason) {
        return reason == DisconnectReason.SLOW_CONSUMER || reason == DisconnectReason.OVERLOADED;
    }

    /** Counts a client that is not let in. */
    public void refused(Refusal reason) {
        requireNonNull(refused.get(reason)).increment();
    }

    /** Records how long a client that is let in has waited for it. */
    void connected(long nanos) {
        connectSeconds.record(nanos);
    }

    /** Counts a message of a client. */
    public void received(int bytes, boolean binary) {
        received.count(bytes, binary);
    }

    /** Counts a message to a client. */
    public void sent(int bytes, boolean binary) {
        sent.count(bytes, binary);
    }

    /** Notes how much more, or less, waits for clients with full buffers, and for how many of them a lot does. */
    public void waits(long moreBytes, int moreSlow) {
        outboundBytes.add(moreBytes);
        slow.add(moreSlow);
    }

    /** Counts a connection that is ended because too much waits for the client. */
    public void stalledByBytes() {
        stalledByBytes.increment();
    }

    /** Counts a connection that is ended because the client has taken nothing for too long. */
    public void stalledByTime() {
        stalledByTime.increment();
    }

    /** Messages in one direction: their sizes say how many there are, and how long. */
    private static final class Traffic {

        private final Histogram bytes;
        private final Counter binary;

        Traffic(Histogram bytes, Counter binary) {
            this.bytes = bytes;
            this.binary = binary;
        }

        void count(int length, boolean isBinary) {
            bytes.record(length);
            if (isBinary) {
                binary.increment();
            }
        }

        /** Reads in the order in which the difference never gets less. */
        long texts() {
            long binaries = binary.value();
            return bytes.count() - binaries;
        }
    }
}

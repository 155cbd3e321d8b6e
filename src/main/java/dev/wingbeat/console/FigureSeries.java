package dev.wingbeat.console;

import dev.wingbeat.metrics.Meter;
import dev.wingbeat.metrics.Metric;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** The figures of which a node keeps the last quarter of an hour. */
enum FigureSeries {
    CONNECTIONS(Form.NOW, Meter.CONNECTIONS),
    CONNECTS(Form.PER_SECOND, Meter.CONNECTIONS_OPENED),
    CLOSES(Form.PER_SECOND, Meter.CONNECTIONS_CLOSED),
    REFUSED(Form.PER_SECOND, Meter.CONNECTS_REFUSED),
    CHANNELS(Form.NOW, Meter.CHANNELS),
    JOINS(Form.PER_SECOND, Meter.JOINS),
    TOPICS(Form.NOW, Meter.TOPICS),
    PRESENCES(Form.NOW, Meter.PRESENCES),
    RECEIVED(Form.PER_SECOND, Meter.MESSAGES_RECEIVED),
    SENT(Form.PER_SECOND, Meter.MESSAGES_SENT),
    RECEIVED_BYTES(Form.PER_SECOND, Meter.RECEIVED_BYTES),
    SENT_BYTES(Form.PER_SECOND, Meter.SENT_BYTES),
    BROADCASTS(Form.PER_SECOND, Meter.BROADCASTS),
    DELIVERIES(Form.PER_SECOND, Meter.DELIVERIES),
    MAILBOX(Form.NOW, Meter.MAILBOX_MESSAGES),
    CRASHES(Form.PER_SECOND, Meter.CHANNEL_CRASHES),
    WAITING_BYTES(Form.NOW, Meter.OUTBOUND_BYTES),
    SLOW(Form.NOW, Meter.SLOW_CONNECTIONS),
    LIMITED(Form.PER_SECOND, Meter.LIMITED),
    LANE_ITEMS(Form.PER_SECOND, Meter.LANE_ITEMS),
    LANE_WAITING_BYTES(Form.NOW, Meter.LANE_WAITING_BYTES),
    LANE_LOST(Form.PER_SECOND, Meter.LANE_ITEMS_LOST),
    BUSY(Form.HIGHEST, Meter.LOOP_BUSY),
    HEAP(Form.NOW, null);

    private enum Form {
        NOW,
        PER_SECOND,
        HIGHEST
    }

    private final Form form;
    private final @Nullable String meter;

    FigureSeries(Form form, @Nullable Meter meter) {
        this.form = form;
        this.meter = meter == null ? null : meter.fullName();
    }

    /** Returns the name in answers. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether it is a count of which the growth is shown. */
    boolean grows() {
        return form == Form.PER_SECOND;
    }

    /** Returns what the metrics, by their names, say at the moment. */
    double read(Map<String, Metric> metrics) {
        if (meter == null) {
            Runtime runtime = Runtime.getRuntime();
            return runtime.totalMemory() - runtime.freeMemory();
        }
        Metric metric = metrics.get(meter);
        if (metric == null) {
            return 0;
        }
        DoubleStream values = metric.samples().stream()
                .mapToDouble(sample -> sample instanceof Metric.Value(var labels, double value) ? value : 0);
        return form == Form.HIGHEST ? values.max().orElse(0) : values.sum();
    }
}

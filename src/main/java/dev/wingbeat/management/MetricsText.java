package dev.wingbeat.management;

import dev.wingbeat.metrics.Metric;
import dev.wingbeat.metrics.Metric.Distribution;
import dev.wingbeat.metrics.Metric.Kind;
import dev.wingbeat.metrics.Metric.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes metrics as text for scrapers: that of Prometheus 0.0.4, or OpenMetrics 1.0. */
final class MetricsText {

    static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static final String TOTAL = "_total";
    private static final String INFO = "_info";

    private final boolean open;
    private final StringBuilder text = new StringBuilder(32 * 1024);

    private MetricsText(boolean open) {
        this.open = open;
    }

    /** Returns the text of a content type, one of the two. */
    static String of(List<Metric> metrics, String contentType) {
        var writer = new MetricsText(contentType.equals(OPEN_METRICS));
        metrics.forEach(writer::metric);
        if (writer.open) {
            writer.text.append("# EOF\n");
        }
        return writer.text.toString();
    }

    private void metric(Metric metric) {
        String family = family(metric);
        text.append("# HELP ").append(family).append(' ').append(metric.help()).append('\n');
        text.append("# TYPE ")
                .append(family)
                .append(' ')
                .append(type(metric.kind()))
                .append('\n');
        if (open) {
            unit(family);
        }
        for (Metric.Sample sample : metric.samples()) {
            switch (sample) {
                case Value(var labels, var value) -> line(metric.name(), labels, null, number(value));
                case Distribution distribution -> distribution(metric, distribution);
            }
        }
    }

    /** OpenMetrics names a family without what its samples end in. */
    private String family(Metric metric) {
        String name = metric.name();
        return switch (metric.kind()) {
            case COUNTER -> open ? without(name, TOTAL) : name;
            case INFO -> open ? without(name, INFO) : name;
            case GAUGE, HISTOGRAM, SUMMARY -> name;
        };
    }

    private static String without(String name, String end) {
        return name.endsWith(end) ? name.substring(0, name.length() - end.length()) : name;
    }

    private String type(Kind kind) {
        return kind == Kind.INFO && !open ? "gauge" : kind.name().toLowerCase(Locale.ROOT);
    }

    private void unit(String family) {
        for (String unit : List.of("seconds", "bytes", "ratio")) {
            if (family.endsWith('_' + unit)) {
                text.append("# UNIT ").append(family).append(' ').append(unit).append('\n');
            }
        }
    }

    private void distribution(Metric metric, Distribution found) {
        long below = 0;
        if (metric.kind() == Kind.HISTOGRAM) {
            for (int i = 0; i < found.counts().size(); i++) {
                below += found.counts().get(i);
                String bound =
                        i < found.bounds().size() ? decimal(found.bounds().get(i)) : "+Inf";
                line(metric.name() + "_bucket", found.labels(), bound, String.valueOf(below));
            }
        }
        line(metric.name() + "_count", found.labels(), null, String.valueOf(found.count()));
        line(metric.name() + "_sum", found.labels(), null, number(found.sum()));
    }

    private void line(String name, Map<String, String> labels, @Nullable String bound, String value) {
        text.append(name);
        char separator = '{';
        for (var label : labels.entrySet()) {
            text.append(separator).append(label.getKey()).append("=\"");
            text.append(escaped(label.getValue())).append('"');
            separator = ',';
        }
        if (bound != null) {
            text.append(separator).append("le=\"").append(bound).append('"');
            separator = ',';
        }
        if (separator == ',') {
            text.append('}');
        }
        text.append(' ').append(value).append('\n');
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
    }

    private static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return String.valueOf((long) value);
        }
        return Double.isNaN(value) ? "NaN" : Double.isInfinite(value) ? (value > 0 ? "+Inf" : "-Inf") : decimal(value);
    }

    private static String decimal(double value) {
        String plain = BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
    }
}

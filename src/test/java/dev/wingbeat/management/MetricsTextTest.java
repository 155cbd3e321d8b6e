package dev.wingbeat.management;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.metrics.Metric;
import dev.wingbeat.metrics.Metric.Distribution;
import dev.wingbeat.metrics.Metric.Kind;
import dev.wingbeat.metrics.Metric.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsTextTest {

    private static final List<Metric> METRICS = List.of(
            new Metric(
                    "a_total",
                    Kind.COUNTER,
                    "Counts.",
                    List.of(new Value(Map.of("path", "/\"x\\y\nz"), 12_345_678_901L))),
            new Metric("b_ratio", Kind.GAUGE, "A share.", List.of(new Value(Map.of(), 0.000025))),
            new Metric(
                    "c_seconds",
                    Kind.HISTOGRAM,
                    "Times.",
                    List.of(new Distribution(Map.of("k", "v"), List.of(0.0001, 1.0), List.of(2L, 0L, 1L), 5.5))),
            new Metric(
                    "d_seconds",
                    Kind.SUMMARY,
                    "Pauses.",
                    List.of(new Distribution(Map.of(), List.of(), List.of(3L), 0.5))),
            new Metric("e_info", Kind.INFO, "Versions.", List.of(new Value(Map.of("java", "21"), 1))));

    @Test
    void textOfPrometheus() {
        assertEquals("""
                # HELP a_total Counts.
                # TYPE a_total counter
                a_total{path="/\\"x\\\\y\\nz"} 12345678901
                # HELP b_ratio A share.
                # TYPE b_ratio gauge
                b_ratio 0.000025
                # HELP c_seconds Times.
                # TYPE c_seconds histogram
                c_seconds_bucket{k="v",le="0.0001"} 2
                c_seconds_bucket{k="v",le="1.0"} 2
                c_seconds_bucket{k="v",le="+Inf"} 3
                c_seconds_count{k="v"} 3
                c_seconds_sum{k="v"} 5.5
                # HELP d_seconds Pauses.
                # TYPE d_seconds summary
                d_seconds_count 3
                d_seconds_sum 0.5
                # HELP e_info Versions.
                # TYPE e_info gauge
                e_info{java="21"} 1
                """, MetricsText.of(METRICS, MetricsText.PROMETHEUS));
    }

    @Test
    void textOfOpenMetrics() {
        assertEquals("""
                # HELP a Counts.
                # TYPE a counter
                a_total{path="/\\"x\\\\y\\nz"} 12345678901
                # HELP b_ratio A share.
                # TYPE b_ratio gauge
                # UNIT b_ratio ratio
                b_ratio 0.000025
                # HELP c_seconds Times.
                # TYPE c_seconds histogram
                # UNIT c_seconds seconds
                c_seconds_bucket{k="v",le="0.0001"} 2
                c_seconds_bucket{k="v",le="1.0"} 2
                c_seconds_bucket{k="v",le="+Inf"} 3
                c_seconds_count{k="v"} 3
                c_seconds_sum{k="v"} 5.5
                # HELP d_seconds Pauses.
                # TYPE d_seconds summary
                # UNIT d_seconds seconds
                d_seconds_count 3
                d_seconds_sum 0.5
                # HELP e Versions.
                # TYPE e info
                e_info{java="21"} 1
                # EOF
                """, MetricsText.of(METRICS, MetricsText.OPEN_METRICS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|false",
                "*/*|false",
                "text/plain|false",
                "text/html, */*;q=0.1|false",
                "application/openmetrics-text|true",
                "application/openmetrics-text; version=1.0.0; charset=utf-8|true",
                "application/openmetrics-text; version=0.0.1|false",
                "application/openmetrics-text;q=0.2, text/plain;q=0.8|false",
                "application/openmetrics-text;q=0, */*|false",
                "application/openmetrics-text;q=x|false",
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1|true",
                "application/vnd.google.protobuf;q=0.7,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=1.0.0;q=0.5,*/*;q=0.2|true"
            })
    void scraperGetsTheTextThatItPrefers(String accept, boolean open) {
        assertEquals(open ? MetricsText.OPEN_METRICS : MetricsText.PROMETHEUS, Accept.best(accept));
    }
}

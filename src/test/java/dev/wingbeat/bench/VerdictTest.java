package dev.wingbeat.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.bench.BenchConfig.Scenario;
import dev.wingbeat.load.Tally;
import dev.wingbeat.load.Target;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The load generator must say when it is what it measures. */
class VerdictTest {

    private static final long SECOND = 1_000_000_000;

    private final Tally tally = new Tally();

    /** Judges ten seconds in which the busiest loop and the collector had so many. */
    private Verdict judge(double loop, double pauses, double idle) {
        var second = Duration.ofSeconds(1);
        var config = new BenchConfig(
                Scenario.ROOMS,
                new Target(List.of(URI.create("ws://x/socket")), List.of(), "2.0.0", Map.of(), "", "", ""),
                new BenchConfig.Shape(1, 1, 1, 1, 1, 1, 10, 0, 1, 100),
                new BenchConfig.Timing(second, second, second, second, second, second, false),
                1,
                List.of());
        var begin = new MeterReading(0, List.of(0.0, 0.0), 0, 0, 0, 0, 0);
        double idleSeconds = idle * 10 * Runtime.getRuntime().availableProcessors();
        var end = new MeterReading(10 * SECOND, List.of(1.0, loop), loop + 2, pauses, 0, 0, idleSeconds);
        var outcome = new Outcome("", "delivery", 1_000_000, begin, end, List.of(), new JsonObject());
        return Verdict.of(config, outcome, tally);
    }

    @Test
    void aLoopWithTimeLeftIsNoBottleneck() {
        var verdict = judge(5, 0.01, 0.5);
        assertFalse(verdict.json().getBoolean("bottleneck"), verdict.text());
        assertFalse(verdict.json().getBoolean("machine_full"), verdict.text());
        assertEquals(0.5, verdict.json().getDouble("busiest_loop_share"), 1e-9);
        assertEquals(6, verdict.json().getDouble("cpu_us_per_operation"), 1e-9);
        assertEquals(1, verdict.text().lines().count(), verdict.text());
    }

    @Test
    void aBusyLoopIsABottleneck() {
        var verdict = judge(9.5, 0.01, 0.5);
        assertTrue(verdict.json().getBoolean("bottleneck"), verdict.text());
        assertTrue(
                verdict.text().contains("BOTTLENECK     an event loop of this command was busy 95 %"), verdict.text());
    }

    @Test
    void aBusyCollectorIsABottleneck() {
        assertTrue(judge(5, 1, 0.5).text().contains("BOTTLENECK     its garbage collector took 10 %"));
    }

    @Test
    void messagesThatLeaveLateAreABottleneck() {
        for (int i = 0; i < 100; i++) {
            tally.took(Tally.Span.SEND_LAG, 20_000_000);
        }
        assertTrue(judge(5, 0, 0.5).text().contains("BOTTLENECK     1 % of what it sent was 20.00 ms late"));
    }

    @Test
    void lateTimersAreAWarningAboutTimes() {
        for (int i = 0; i < 100; i++) {
            tally.took(Tally.Span.LOOP_LAG, 20_000_000);
        }
        var verdict = judge(5, 0, 0.5);
        assertTrue(verdict.json().getBoolean("times_affected"), verdict.text());
        assertTrue(verdict.text().contains("timers were 20.00 ms late"), verdict.text());
    }

    @Test
    void aFullMachineIsSaid() {
        var verdict = judge(5, 0, 0.01);
        assertTrue(verdict.json().getBoolean("machine_full"), verdict.text());
        assertTrue(verdict.text().contains("this machine had no time left"), verdict.text());
    }
}

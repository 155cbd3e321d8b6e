package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keeps the table of times complete: what the tests measure is in it, each once. */
final class PresenceTimeTest {

    @ParameterizedTest
    @EnumSource
    void everyTimeIsInTheTable(PresenceTime time) throws IOException {
        List<String> rows = Files.readAllLines(PresenceTime.DOCUMENT).stream()
                .filter(line -> line.startsWith(time.head()))
                .toList();
        assertEquals(1, rows.size(), () -> "rows that begin with " + time.head() + " in " + PresenceTime.DOCUMENT);
        String measured = rows.getFirst().substring(time.head().length());
        assertTrue(measured.matches(".*\\d.* \\|"), () -> time + ": " + measured + " (expected: to be measured)");
    }

    @Test
    void timesAreWrittenInTheUnitThatSuitsThem() {
        assertEquals("1.5 ms", PresenceTime.millis(Duration.ofNanos(1_540_000)));
        assertEquals("12.3 s", PresenceTime.millis(Duration.ofMillis(12_345)));
    }
}

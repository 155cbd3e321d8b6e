package dev.wingbeat.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    @Test
    void documentHasEachMetricWithItsLabels() throws IOException {
        var documented = Files.readAllLines(Path.of("src/docs/metrics.md")).stream()
                .filter(line -> line.startsWith("| `wingbeat_"))
                .toList();
        var expected = Arrays.stream(Meter.values()).map(CatalogueTest::row).toList();
        assertEquals(String.join("\n", expected), String.join("\n", documented));
    }

    private static String row(Meter meter) {
        return "| `" + meter.fullName() + "` | " + meter.kind().name().toLowerCase(Locale.ROOT) + " | "
                + String.join(", ", meter.labels()) + " | " + meter.help() + " |";
    }
}

package dev.wingbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documentation says of the memory of pods. */
class DirectMemoryLimitTest {

    private static final long MIB = 1 << 20;
    private static final Pattern HEAP = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)");

    private static String row(int pod, int percent) {
        long heap = pod * MIB / 100 * percent;
        long direct = DirectMemoryLimit.of(pod * MIB, heap) / MIB;
        long heapMib = Math.round((double) heap / MIB);
        return "| %d | %d | %d | %d |".formatted(pod, heapMib, direct, pod - heapMib - direct);
    }

    @Test
    void tableOfPodsIsWhatTheImageDoes() throws IOException {
        var heap = HEAP.matcher(Files.readString(Path.of("src/build/container.args")));
        assertTrue(heap.find());
        int percent = Integer.parseInt(heap.group(1));
        List<String> lines = Files.readAllLines(Path.of("src/docs/operations.md"));
        List<String> rows =
                Stream.of(384, 512, 1024, 2048).map(pod -> row(pod, percent)).toList();
        assertEquals(rows, lines.stream().filter(rows::contains).toList());
    }

    @Test
    void directMemoryIsNeverMoreThanTheHeap() {
        assertEquals(100 * MIB, DirectMemoryLimit.of(24_000 * MIB, 100 * MIB));
        assertEquals(1, DirectMemoryLimit.of(100 * MIB, 100 * MIB));
    }
}

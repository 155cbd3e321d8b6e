package dev.wingbeat.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.client.HttpProbe;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a node has answered to a scraper.
 *
 * @param series the numbers by name and labels, as in {@code wingbeat_joins_total{pattern="room:*",result="ok"}}
 */
public record Scrape(Map<String, Double> series) {

    /** Asks once, as a scraper does that wants the text of Prometheus. */
    public static Scrape of(int managementPort) {
        var answer = HttpProbe.get("/metrics").send(managementPort);
        assertEquals(200, answer.status());
        return parse(answer.text());
    }

    /** Reads such a text. */
    public static Scrape parse(String text) {
        var series = new LinkedHashMap<String, Double>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            Double before = series.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            assertEquals(null, before, () -> "twice: " + line);
        });
        return new Scrape(series);
    }

    /** Asks until the answer is as wanted, and returns it. */
    public static Scrape await(int managementPort, Predicate<Scrape> condition) {
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        Scrape found = of(managementPort);
        while (!condition.test(found)) {
            assertTrue(System.nanoTime() < end, found::toString);
            found = of(managementPort);
        }
        return found;
    }

    /** Returns the names of the samples, without labels. */
    public Set<String> names() {
        return series.keySet().stream().map(Scrape::name).collect(Collectors.toSet());
    }

    /** Returns one number. */
    public double get(String nameAndLabels) {
        Double value = series.get(nameAndLabels);
        assertNotNull(value, () -> nameAndLabels + " (expected: one of " + series.keySet() + ')');
        return value;
    }

    /** Returns the sum of all of a name. */
    public double sum(String name) {
        return series.entrySet().stream()
                .filter(found -> name(found.getKey()).equals(name))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static String name(String nameAndLabels) {
        return nameAndLabels.replaceFirst("\\{.*", "");
    }
}

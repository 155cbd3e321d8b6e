package dev.wingbeat.support;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.support.client.HttpProbe;
import java.util.function.Predicate;

/** What a node says of itself on its management port. */
public final class Stats {

    private Stats() {}

    /** Asks once. */
    public static JsonNode of(int managementPort) {
        return HttpProbe.get("/stats").send(managementPort).json();
    }

    /** Asks until the answer is as wanted, and returns it. */
    public static JsonNode await(int managementPort, Predicate<JsonNode> condition) {
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        JsonNode found = of(managementPort);
        while (!condition.test(found)) {
            assertTrue(System.nanoTime() < end, found::toString);
            found = of(managementPort);
        }
        return found;
    }
}

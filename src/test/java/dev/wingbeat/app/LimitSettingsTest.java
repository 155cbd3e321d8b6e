package dev.wingbeat.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.limit.Limits;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.limit.WhenFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitSettingsTest {

    @TempDir
    private Path folder;

    private Limits read(String yaml, Map<String, String> variables) throws IOException {
        Path file = Files.writeString(folder.resolve("wingbeat.yaml"), yaml);
        Limits[] read = new Limits[1];
        WingbeatConfig.of(Map.of("--config", file.toString()), variables)
                .endpoint()
                .limits(limits -> read[0] = limits.limits());
        return read[0];
    }

    private String refused(String yaml) {
        return assertThrows(IllegalArgumentException.class, () -> read(yaml, Map.of()))
                .getMessage()
                .replace(folder.resolve("wingbeat.yaml").toString(), "wingbeat.yaml");
    }

    @Test
    void defaultsAreThoseOfCode() throws Exception {
        Limits defaults = new LimitOptions().limits();
        assertEquals(defaults, read("port: 4000\n", Map.of()));
        assertEquals(defaults, read("limits:\n  joins:\n    rate: 20\n", Map.of()));
    }

    @Test
    void allCanBeSet() throws Exception {
        Limits limits = read("""
                limits:
                  connects: off
                  connects-per-address: { rate: 2, burst: 10 }
                  connections-per-id: off
                  when-full: replace-oldest
                  joins: { rate: 0.5, burst: 3 }
                  messages: { burst: 50 }
                  messages-per-id: { rate: 30, burst: 60 }
                  bytes: off
                  presence: off
                  patterns:
                    "room:*": { messages: { rate: 5, burst: 6 }, topic: { rate: 7, burst: 8 } }
                slow:
                  "price:*": latest(id)
                  "log:*": drop-oldest(50)
                  "typing:*": volatile
                """, Map.of());
        assertNull(limits.connects());
        assertEquals(new RateLimit(2, 10), limits.connectsPerAddress());
        assertEquals(0, limits.connectionsPerId());
        assertEquals(WhenFull.REPLACE_OLDEST, limits.whenFull());
        assertEquals(new RateLimit(0.5, 3), limits.usual().joins());
        assertEquals(new RateLimit(100, 50), limits.usual().messages());
        assertEquals(new RateLimit(30, 60), limits.usual().messagesPerId());
        assertNull(limits.bytes());
        assertNull(limits.presence());
        var route = limits.patterns().get("room:*");
        assertEquals(new RateLimit(5, 6), route.messages());
        assertEquals(new RateLimit(7, 8), route.topic());
        assertNull(route.joins());
        assertEquals(
                "{log:*=drop_oldest(50), price:*=latest(id), typing:*=volatile}",
                new TreeMap<>(limits.slow()).toString());
    }

    @Test
    void aVariableReplacesALeaf() throws Exception {
        Limits limits =
                read("limits:\n  messages: { rate: 5, burst: 6 }\n", Map.of("WINGBEAT_LIMITS__MESSAGES__RATE", "9"));
        assertEquals(new RateLimit(9, 6), limits.usual().messages());
        assertNull(read("", Map.of("WINGBEAT_LIMITS__BYTES", "off")).bytes());
    }

    @Test
    void bytesHaveUnits() throws Exception {
        assertEquals(
                new RateLimit(512 << 10, 2 << 20),
                read("limits:\n  bytes: { rate: 512KiB, burst: 2MiB }\n", Map.of())
                        .bytes());
    }

    @Test
    void allCanBeOff() throws Exception {
        assertEquals(Limits.NONE, read("limits: off\n", Map.of()));
        assertEquals(Limits.NONE, read("", Map.of("WINGBEAT_LIMITS", "off")));
    }

    @Test
    void whatMakesNoSenseIsRefusedWithItsPlace() {
        assertEquals(
                "wingbeat.yaml:2:10 limits.joins: on (expected: off, or rate and burst)",
                refused("limits:\n  joins: on\n"));
        assertEquals(
                "wingbeat.yaml:2:18 limits.joins.rate: many (expected: a number a second such as 100 or 0.5)",
                refused("limits:\n  joins: { rate: many }\n"));
        assertEquals(
                "wingbeat.yaml:2:10 slow.a:*: oldest (expected: disconnect, latest, latest(id) with a key of payloads,"
                        + " drop-oldest(100) with 1 to 1000, or volatile)",
                refused("slow:\n  \"a:*\": oldest\n"));
    }
}

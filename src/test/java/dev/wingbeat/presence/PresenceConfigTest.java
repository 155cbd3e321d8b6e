package dev.wingbeat.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class PresenceConfigTest {

    private static void assertRefused(String text, Executable config) {
        assertEquals(text, assertThrows(IllegalArgumentException.class, config).getMessage());
    }

    @Test
    void badLimitsAreRefused() {
        assertRefused("burst: 0 (expected: >= 1)", () -> new PresenceOptions().burst(0));
        assertRefused("diffsPerSecond: 0.0 (expected: > 0)", () -> new PresenceOptions().diffsPerSecond(0));
        assertRefused("diffsPerSecond: NaN (expected: > 0)", () -> new PresenceOptions().diffsPerSecond(Double.NaN));
        assertRefused("maxFrame: 4095 (expected: >= 4096)", () -> new PresenceOptions().maxFrame(4095));
        assertRefused("fetchTimeout: PT0S (expected: > 0)", () -> new PresenceOptions().fetchTimeout(Duration.ZERO));
    }

    @Test
    void presenceHasANameThatIsUniqueInItsEndpoint() {
        assertRefused("name: blank (expected: one that is the same on all nodes)", () -> Presence.create(" "));
        var builder = Endpoint.builder().presence(Presence.create("users"));
        assertRefused("presence: users (expected: each name once)", () -> builder.presence(Presence.create("users")));
    }

    @Test
    void presenceThatDoesNotRunSaysSo() {
        var presence = Presence.create("users");
        var thrown = assertThrows(IllegalStateException.class, () -> presence.count("room:1"));
        assertEquals(
                "presence users does not run (expected: use while the endpoint runs that it was declared for)",
                thrown.getMessage());
    }

    @Test
    void fieldMayNotBeNamedMetas() {
        assertRefused(
                "field: metas (expected: any other name)", () -> new PresenceEntry(List.of(), Map.of("metas", 1)));
    }
}

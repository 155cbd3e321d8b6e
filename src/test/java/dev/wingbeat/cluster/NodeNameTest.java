package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeNameTest {

    private static final String ID = "1f3a9c2e-0000-4000-8000-000000000000";

    @Test
    void givenNameIsMadeUnique() {
        assertEquals("hub-0#1f3a9c2e", NodeName.of("hub-0", ID));
        assertEquals("hub-0#7", NodeName.of("hub-0", "7"));
        assertEquals(NodeName.ofHost() + "#1f3a9c2e", NodeName.of(null, ID));
    }

    @Test
    void nameOfTheHostIsMadeOneThatMayBeGiven() {
        assertTrue(NodeName.isValid(NodeName.ofHost()), NodeName.ofHost());
        assertEquals("b-ro.local", NodeName.valid("büro.local"));
        assertEquals("x".repeat(63), NodeName.valid("x".repeat(100)));
        assertEquals("localhost", NodeName.valid(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a#b",
                "a/b",
                "hüb",
                "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
            })
    void otherNamesAreRefused(String name) {
        var failure = assertThrows(IllegalArgumentException.class, () -> new ClusterOptions().nodeName(name));
        assertEquals(
                "nodeName: " + name + " (expected: 1 to 63 letters, digits, dots, dashes and underscores)",
                failure.getMessage());
    }
}

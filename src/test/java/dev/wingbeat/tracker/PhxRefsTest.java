package dev.wingbeat.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.crdt.Dot;
import dev.wingbeat.crdt.DotSet;
import dev.wingbeat.crdt.ReplicaId;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of presences, and the metas that bear them. */
final class PhxRefsTest {

    private static final ReplicaId SELF = new ReplicaId("node", 1);

    private final PhxRefs refs = new PhxRefs("presence", SELF, 0);

    @Test
    void refsAreShortAndUnique() {
        Set<String> all = new HashSet<>();
        for (long counter = 1; counter <= 100_000; counter++) {
            String ref = refs.of(new Dot(SELF, counter));
            assertTrue(ref.length() <= 12 && ref.matches("[A-Za-z0-9_-]+"), ref);
            assertTrue(all.add(ref), ref);
        }
        assertTrue(all.add(refs.of(new Dot(SELF, DotSet.MAX))));
    }

    @Test
    void refsOfOtherTrackersLivesNodesAndShardsDiffer() {
        var others = List.of(
                new PhxRefs("presence2", SELF, 0),
                new PhxRefs("presence", new ReplicaId("node", 2), 0),
                new PhxRefs("presence", new ReplicaId("node2", 1), 0),
                new PhxRefs("presenc", new ReplicaId("enode", 1), 0),
                new PhxRefs("presence", SELF, 1));
        var dot = new Dot(SELF, 1);
        Set<String> all = new HashSet<>(Set.of(refs.of(dot)));
        others.forEach(other -> assertTrue(all.add(other.of(dot))));
        assertEquals(refs.of(dot), new PhxRefs("presence", SELF, 0).of(dot));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            delimiter = '|',
            value = {
                "{}|{#}",
                "{ }|{ #}",
                "{\"a\":1}|{\"a\":1,#}",
                "{\"a\":{} }|{\"a\":{} ,#}",
                "{\"a\":\"}\"}|{\"a\":\"}\",#}"
            })
    void refIsPutBehindTheOtherEntriesByteByByte(String meta, String expected) {
        var dot = new Dot(SELF, 5);
        assertEquals(
                expected.replace("#", "\"phx_ref\":\"" + refs.of(dot) + "\""),
                refs.first(json(meta), dot).buffer().toString());
    }

    @Test
    void updatedMetaNamesItsPredecessor() {
        var first = new Dot(SELF, 5);
        var second = new Dot(SELF, 6);
        assertEquals(
                "{\"a\":1,\"phx_ref\":\"" + refs.of(second) + "\",\"phx_ref_prev\":\"" + refs.of(first) + "\"}",
                refs.next(json("{\"a\":1}"), second, first).buffer().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"phx_ref\":\"x\"}",
                "{\"phx_ref_prev\":\"x\",\"a\":1}",
                "{\"phx_ref\":\"x\",\"phx_ref_prev\":\"x\",\"a\":1}",
                "{\"phx\\u005fref\":\"x\",\"a\":1}"
            })
    void reservedNamesAreLeftOut(String meta) {
        assertEquals("{\"a\":1}", PhxRefs.withoutReserved(json(meta)).buffer().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"a\":1.50e2}", "{\"a\":\"phx_ref\"}", "{\"a\":{\"phx_ref\":1}}", "{\"\\u0061\":1}"})
    void metaWithoutThemIsKeptAsItIs(String meta) {
        var payload = json(meta);
        assertSame(payload, PhxRefs.withoutReserved(payload));
    }

    @Test
    void metaThatIsNoObjectIsRefused() {
        for (Payload meta : List.of(json("[1]"), json("null"), Payload.binary(new byte[] {'{', '}'}))) {
            assertThrows(IllegalArgumentException.class, () -> PhxRefs.withoutReserved(meta));
        }
    }

    private static Payload json(String text) {
        return Payload.rawJson(Buffer.buffer(text).getBytes());
    }
}

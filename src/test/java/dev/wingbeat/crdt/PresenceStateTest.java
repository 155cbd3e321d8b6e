package dev.wingbeat.crdt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PresenceStateTest {

    private static final ReplicaId A = new ReplicaId("a", 1);
    private static final ReplicaId B = new ReplicaId("b", 1);

    private final PresenceState<String> a = new PresenceState<>(A);
    private final PresenceState<String> b = new PresenceState<>(B, 2);

    private static Delta<String> add(PresenceState<String> state, String key) {
        return state.add("room", 1, key, dot -> key + dot.counter());
    }

    private static String fail() {
        throw new NumberFormatException();
    }

    private static List<String> values(Iterable<Entry<String>> entries) {
        var values = new ArrayList<String>();
        entries.forEach(entry -> values.add(entry.value()));
        return values;
    }

    @Nested
    class OwnEntry {

        @Test
        void valueIsMadeFromTheDot() {
            var delta = add(a, "alice");
            assertEquals(List.of("alice1"), values(delta.entries()));
            assertEquals(CausalContext.of(A, DotSet.of(1)), delta.context());
            assertEquals("alice1", a.find("room", 1, "alice").value());
        }

        @Test
        void secondAddIsRefused() {
            add(a, "alice");
            var refusal = assertThrows(IllegalStateException.class, () -> add(a, "alice"));
            assertEquals("alice of owner 1 in room is there (expected: to be absent)", refusal.getMessage());
            assertEquals(1, a.digest().counter());
        }

        @Test
        void updateOfAnAbsentIsRefused() {
            var refusal = assertThrows(
                    IllegalStateException.class, () -> a.update("room", 1, "alice", (entry, dot) -> "new"));
            assertEquals("alice of owner 1 in room is absent (expected: to be there)", refusal.getMessage());
        }

        @Test
        void failingFunctionChangesNothing() {
            add(a, "alice");
            var before = a.digest();
            assertThrows(NumberFormatException.class, () -> a.add("room", 1, "bob", dot -> fail()));
            assertThrows(NumberFormatException.class, () -> a.update("room", 1, "alice", (entry, dot) -> fail()));
            assertEquals(before, a.digest());
            assertEquals(List.of("alice1"), values(a.entriesOf(1)));
        }

        @Test
        void updateIsOneMergeWithBothSides() {
            b.merge(add(a, "alice"));
            var delta = a.update("room", 1, "alice", (old, dot) -> old.value() + "," + dot.counter());
            assertEquals(CausalContext.of(A, DotSet.range(1, 2)), delta.context());
            var merge = b.merge(delta);
            assertEquals(List.of("alice1"), values(merge.leaves()));
            assertEquals(List.of("alice1,2"), values(merge.joins()));
            assertTrue(b.merge(delta).isEmpty());
        }

        @Test
        void removalOfAnAbsentSaysNothing() {
            add(a, "alice");
            assertTrue(a.remove("room", 1, "bob").isEmpty());
            assertTrue(a.remove("lobby", 1, "alice").isEmpty());
            assertTrue(a.remove(2).isEmpty());
            assertEquals(1, a.size());
        }

        @Test
        void endOfAnOwnerRemovesItsEntriesOnly() {
            a.add("room", 1, "alice", dot -> "1");
            a.add("room", 2, "alice", dot -> "2");
            a.add("room2", 2, "alice", dot -> "3");
            a.add("room", 2, "al", dot -> "4");
            a.add("room", 3, "alice", dot -> "5");
            assertEquals(List.of("2", "3", "4"), values(a.entriesOf(2)));
            assertEquals(CausalContext.of(A, DotSet.range(2, 4)), a.remove(2).context());
            assertEquals(List.of("1", "5"), values(a.entries(A)));
            assertNull(a.find("room", 2, "alice"));
        }

        @Test
        void hearsayChangesNothing() {
            add(a, "alice");
            assertTrue(a.merge(new Delta<>(CausalContext.of(A, DotSet.range(1, 9)), List.of()))
                    .isEmpty());
            assertEquals(List.of("alice1"), values(a.entries(A)));
            assertEquals(DotSet.of(1), a.known(A));
        }
    }

    @Nested
    class Transfer {

        @Test
        void partsAreExactAsFarAsTheyGo() {
            for (var key : List.of("1", "2", "3", "4", "5", "6")) {
                add(a, key);
            }
            a.remove("room", 1, "2");
            var first = a.missing(DotSet.EMPTY, 0, 2);
            assertEquals(List.of("11", "33"), values(first.entries()));
            assertEquals(DotSet.range(1, 3), first.context().dots(A));
            var second = a.missing(DotSet.range(1, 3), 3, 2);
            assertEquals(List.of("44", "55"), values(second.entries()));
            assertEquals(DotSet.range(4, 5), second.context().dots(A));
            assertEquals(
                    DotSet.range(6, 6),
                    a.missing(DotSet.range(1, 5), 5, 2).context().dots(A));
        }

        @Test
        void whatBothHaveStaysAndWhatDiedGoes() {
            b.merge(add(a, "1"));
            b.merge(add(a, "2"));
            a.remove("room", 1, "1");
            add(a, "3");
            var delta = a.missing(b.known(A), 0, 10);
            assertEquals(DotSet.of(1, 3), delta.context().dots(A));
            var merge = b.merge(delta);
            assertEquals(List.of("11"), values(merge.leaves()));
            assertEquals(List.of("33"), values(merge.joins()));
            assertEquals(a.digest(), b.digest(A));
        }

        @Test
        void nothingIsMissingBehindTheEnd() {
            add(a, "1");
            assertTrue(a.missing(DotSet.EMPTY, 7, 1).isEmpty());
            assertTrue(new PresenceState<String>(A).missing(DotSet.EMPTY, 0, 1).isEmpty());
        }

        @Test
        void limitsAreChecked() {
            assertEquals(
                    "limit: 0 (expected: >= 1)",
                    assertThrows(IllegalArgumentException.class, () -> a.missing(DotSet.EMPTY, 0, 0))
                            .getMessage());
            assertEquals(
                    "after: -1 (expected: >= 0)",
                    assertThrows(IllegalArgumentException.class, () -> a.missing(DotSet.EMPTY, -1, 1))
                            .getMessage());
        }

        @Test
        void gapsCloseWhereTheDigestIsEqual() {
            b.merge(add(a, "1"));
            add(a, "lost");
            a.remove("room", 1, "lost");
            b.merge(add(a, "3"));
            add(a, "lost too");
            a.remove("room", 1, "lost too");
            assertEquals(2, b.known(A).ranges());
            assertTrue(b.settle(a.digest()));
            assertEquals(DotSet.range(1, 4), b.known(A));
            assertEquals(a.digest(), b.digest(A));
        }

        @Test
        void digestsTellADifference() {
            b.merge(add(a, "1"));
            var before = a.digest();
            var update = a.update("room", 1, "1", (old, dot) -> "new");
            assertFalse(b.settle(a.digest()));
            b.merge(update);
            assertTrue(b.settle(a.digest()));
            assertFalse(b.settle(before), "too old");
            assertEquals(DotSet.range(1, 2), b.known(A));
        }

        @Test
        void digestsOfNothingLeaveNoTrace() {
            assertTrue(b.settle(a.digest()));
            assertEquals(Set.of(), b.replicas());
            assertTrue(b.settle(b.digest()));
        }
    }

    @Nested
    class Replica {

        @Test
        void forgottenComesBack() {
            b.merge(add(a, "1"));
            assertEquals(List.of("11"), values(b.forget(A)));
            assertEquals(Set.of(), b.replicas());
            assertEquals(0, b.size());
            assertEquals(new Digest(A, 0, 0, 0), b.digest(A));
            assertEquals(List.of("11"), values(b.merge(ModelledReplica.full(a)).joins()));
        }

        @Test
        void removedNeverComesBack() {
            b.merge(add(a, "1"));
            assertEquals(List.of("11"), values(b.remove(A)));
            assertTrue(b.merge(ModelledReplica.full(a)).isEmpty());
            assertTrue(b.isRemoved(A));
            assertTrue(b.settle(a.digest()), "there is nothing to ask for");
            assertEquals(Set.of(), b.replicas());
            var reborn = new PresenceState<String>(new ReplicaId("a", 2));
            assertEquals(List.of("11"), values(b.merge(add(reborn, "1")).joins()));
        }

        @Test
        void memoryOfTheRemovedIsBounded() {
            var removed = List.of(new ReplicaId("x", 1), new ReplicaId("x", 2), new ReplicaId("x", 3));
            b.remove(removed.get(0));
            b.remove(removed.get(1));
            b.remove(removed.get(0));
            b.remove(removed.get(2));
            assertEquals(
                    List.of(true, false, true),
                    removed.stream().map(b::isRemoved).toList());
        }

        @Test
        void oneselfStays() {
            var refusal = assertThrows(IllegalArgumentException.class, () -> a.remove(A));
            assertEquals("replica: a/1 (expected: another than this one)", refusal.getMessage());
            assertFalse(a.isRemoved(A));
            assertThrows(IllegalArgumentException.class, () -> a.forget(A));
        }

        @Test
        void mergesAreInTheOrderOfDots() {
            var c = new PresenceState<String>(new ReplicaId("c", 1));
            var said = Delta.join(List.of(add(b, "3"), add(a, "1"), add(b, "4"), add(a, "2")));
            assertEquals(List.of("11", "22", "31", "42"), values(c.merge(said).joins()));
            assertEquals(List.of(A, B), List.copyOf(c.replicas()));
            var gone = b.remove(1).join(a.remove(1));
            assertEquals(List.of("11", "22", "31", "42"), values(c.merge(gone).leaves()));
        }
    }

    @Nested
    class Said {

        @Test
        void deltaSpeaksOfItsEntries() {
            var entry = new Entry<>(new Dot(A, 3), "room", 1, "alice", "meta");
            var refusal = assertThrows(
                    IllegalArgumentException.class,
                    () -> new Delta<>(CausalContext.of(A, DotSet.of(2)), List.of(entry)));
            assertEquals("entry: a/1#3 (expected: a dot of the context)", refusal.getMessage());
            refusal = assertThrows(
                    IllegalArgumentException.class,
                    () -> new Delta<>(CausalContext.of(A, DotSet.of(3)), List.of(entry, entry)));
            assertEquals("entry: a/1#3 twice (expected: once)", refusal.getMessage());
        }

        @Test
        void contextIsCanonical() {
            assertEquals(CausalContext.EMPTY, CausalContext.of(A, DotSet.EMPTY));
            var context = CausalContext.of(B, DotSet.of(2)).union(CausalContext.of(A, DotSet.of(1)));
            assertEquals(List.of(A, B), List.copyOf(context.dots().keySet()));
            assertTrue(context.contains(new Dot(B, 2)) && !context.contains(new Dot(A, 2)));
            assertNotEquals(context, CausalContext.of(B, DotSet.of(2)));
        }
    }
}

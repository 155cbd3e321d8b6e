package dev.wingbeat.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.connection.Credentials;
import dev.wingbeat.revocation.Revocation.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Histories of nodes that revoke, miss and repeat messages, and start anew: each is compared with a plain set. */
class RevocationHistoriesTest {

    private static final int SECONDS = 40;
    private static final String ADDRESS = "192.0.2.7";
    private static final InetAddress CLIENT = new InetSocketAddress(ADDRESS, 0).getAddress();

    private static Mark mark(Random random) {
        long until = 1 + random.nextInt(3 * SECONDS) * 1_000L;
        long time = random.nextInt(SECONDS) * 1_000L;
        String name = "name" + random.nextInt(4);
        return switch (random.nextInt(6)) {
            case 0, 1 -> new Mark(Kind.TOKEN, name, Mark.ALL, until);
            case 2 -> new Mark(Kind.SUBJECT, name, time, until);
            case 3 -> new Mark(Kind.SUBJECT, name, Mark.BLOCKS + time, until);
            case 4 -> new Mark(Kind.SUBJECT, name, Mark.BLOCKS + time, until, true);
            default -> new Mark(Kind.ADDRESS, ADDRESS, Mark.BLOCKS + time, until, random.nextBoolean());
        };
    }

    private static List<Credentials> probes() {
        var probes = new ArrayList<Credentials>();
        for (int name = 0; name < 5; name++) {
            probes.add(new Credentials(null, "name" + name, null, null));
            probes.add(new Credentials("name" + name, null, null, null));
            for (int second = 0; second <= SECONDS; second += 3) {
                probes.add(new Credentials("name" + name, "other", Instant.ofEpochSecond(second), null));
            }
        }
        return probes;
    }

    private static final List<Credentials> PROBES = probes();

    private static void compare(RevocationNet net, RevocationNet.Node node, Set<Mark> model, long seed) {
        Instant now = net.clock.instant();
        for (Credentials probe : PROBES) {
            assertEquals(
                    RevocationNet.model(model, probe, now),
                    node.set.isRevoked(probe, now.toEpochMilli()),
                    () -> "seed " + seed + ": " + probe.subject() + " " + probe.jti() + " " + probe.issuedAt());
        }
        assertEquals(
                RevocationNet.blocks(model, now),
                node.set.isBlocked(CLIENT, now.toEpochMilli()),
                () -> "seed " + seed + ": " + ADDRESS);
    }

    @Test
    void blocksAreLiftedAndMadeAgainHoweverClocksDiffer() {
        var set = new RevocationSet();
        Instant end = Instant.ofEpochSecond(100);
        Mark block = set.mark(Revocation.ofAddress(ADDRESS, end), 5_000);
        Mark before = set.mark(Revocation.ofTokensBefore("ann", Instant.ofEpochSecond(1), end), 5_000);
        assertTrue(set.add(block, 0));
        assertTrue(set.add(before, 0));
        assertTrue(set.add(set.mark(Revocation.ofSubject("ann", end), 5_000), 0));
        assertEquals(2, set.blocks(0).size());
        assertTrue(set.isBlocked(CLIENT, 0));
        assertEquals(0, set.blocks(100_000).size(), "blocks that are over");
        assertFalse(set.isBlocked(CLIENT, 100_000));

        Mark lift = set.lifting(Kind.ADDRESS, ADDRESS, 4_000); // by a clock that is slow
        assertNotNull(lift);
        assertTrue(set.add(lift, 0));
        assertFalse(set.isBlocked(CLIENT, 0));
        assertFalse(set.add(block, 0), "it came once more (expected: to be lifted all the same)");
        assertNull(set.lifting(Kind.ADDRESS, ADDRESS, 6_000));
        assertEquals(1, set.blocks(0).size());
        assertEquals(2, set.revoking());

        Mark again = set.mark(Revocation.ofAddress(ADDRESS, Instant.ofEpochSecond(50)), 4_000);
        assertTrue(set.add(again, 0));
        assertTrue(set.isBlocked(CLIENT, 0));

        Mark ann = set.lifting(Kind.SUBJECT, "ann", 6_000);
        assertNotNull(ann);
        assertTrue(set.add(ann, 0));
        assertFalse(set.isRevoked(new Credentials("ann", null, Instant.ofEpochSecond(2), null), 0));
        assertTrue(set.isRevoked(new Credentials("ann", null, Instant.ofEpochSecond(0), null), 0));
    }

    @Test
    void networksOfIpv6AreOneAddress() {
        assertEquals(
                "2001:db8:0:1:0:0:0:0/64",
                Revocation.ofAddress("2001:db8:0:1::7", Instant.MAX).name());
        assertEquals(
                "2001:db8:0:1:0:0:0:0/64",
                Revocation.ofAddress("2001:db8:0:1::/64", Instant.MAX).name());
        assertEquals(
                "192.0.2.7",
                Revocation.ofAddress("::ffff:192.0.2.7", Instant.MAX).name());
        for (String wrong : List.of("192.0.2.7/64", "192.0.2.0/24", "ann.example", "", "1.2.3")) {
            assertThrows(IllegalArgumentException.class, () -> Revocation.ofAddress(wrong, Instant.MAX), wrong);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20_000, 40_000, 60_000})
    void nodesKnowWhatTheyWereToldAndInTheEndWhatAnyOfThemWas(long first) {
        for (long seed = first; seed < first + 150; seed++) {
            var random = new Random(seed);
            var net = new RevocationNet(random, 2 + random.nextInt(3));
            for (int step = 0; step < 120; step++) {
                switch (random.nextInt(20)) {
                    case 0 -> net.start(net.anyName());
                    case 1, 2, 3, 4, 5, 6 -> net.any().add(mark(random));
                    case 7, 8, 9 -> net.pass(Duration.ofMillis(500));
                    default -> net.unreliably();
                }
                var node = net.any();
                compare(net, node, node.told, seed);
            }
            for (int tick = 0; tick < 25; tick++) {
                net.reliably();
                net.pass(Duration.ZERO);
            }
            net.reliably();
            var all = new HashSet<Mark>();
            net.nodes.values().forEach(node -> all.addAll(node.told));
            for (var node : net.nodes.values()) {
                compare(net, node, all, seed);
            }
            assertEquals(
                    1,
                    net.nodes.values().stream()
                            .map(node -> node.set.digest())
                            .distinct()
                            .count(),
                    "seed " + seed);
        }
    }

    @Test
    void setIsTheSameInAnyOrder() {
        for (long seed = 0; seed < 500; seed++) {
            var random = new Random(seed);
            var marks = new ArrayList<Mark>();
            for (int i = 0; i < 12; i++) {
                marks.add(mark(random));
            }
            var one = new RevocationSet();
            marks.forEach(mark -> one.add(mark, 0));
            Collections.shuffle(marks, random);
            var other = new RevocationSet();
            marks.forEach(mark -> other.add(mark, 0));
            marks.forEach(mark -> other.add(mark, 0));
            assertEquals(one.size(), other.size());
            assertEquals(one.digest(), other.digest());
            one.expire(60_000);
            other.expire(60_000);
            assertEquals(one.digest(), other.digest());
            long left = one.size();
            long[] seen = {0};
            one.forEach(mark -> seen[0]++);
            assertEquals(left, seen[0]);
            one.expire(Long.MAX_VALUE);
            assertEquals(0, one.size());
            assertEquals(new RevocationSet().digest(), one.digest());
        }
    }

    @Test
    void newcomerKnowsTenThousandBeforeItIsReady() {
        var net = new RevocationNet(new Random(1), 2);
        for (int i = 0; i < 10_000; i++) {
            net.nodes.get("node0").add(new Mark(Kind.TOKEN, "token" + i, Mark.ALL, 1_000_000));
        }
        net.reliably();
        var newcomer = net.start("node2");
        assertFalse(newcomer.replica.synced().isComplete());
        net.reliably();
        assertTrue(newcomer.replica.synced().isComplete());
        assertEquals(10_000, newcomer.set.size());
    }

    @Test
    void newcomerWaitsForNobodyForLong() {
        var net = new RevocationNet(new Random(1), 1);
        var silent = net.start("node1");
        for (int tick = 0; tick < 3; tick++) {
            net.pass(Duration.ofMillis(500));
            assertFalse(silent.replica.synced().isComplete());
        }
        net.pass(Duration.ofMillis(500));
        assertTrue(silent.replica.synced().isComplete());
    }

    @Test
    void newcomerDoesNotWaitForANodeThatHasGone() {
        var net = new RevocationNet(new Random(1), 1);
        var newcomer = net.start("node1");
        newcomer.replica.present(Set.of("another"));
        assertTrue(newcomer.replica.synced().isComplete());
    }

    @Test
    void fullSetRefusesMore() {
        var net = new RevocationNet(new Random(1), 1);
        var node = net.nodes.get("node0");
        for (int i = 0; i < RevocationReplica.MAX; i++) {
            assertTrue(node.replica.add(new Mark(Kind.TOKEN, "token" + i, Mark.ALL, 1_000)));
        }
        assertFalse(node.replica.add(new Mark(Kind.TOKEN, "more", Mark.ALL, 1_000)));
        node.replica.merge(new Mark(Kind.TOKEN, "more", Mark.ALL, 1_000));
        assertEquals(RevocationReplica.MAX + 1, node.set.size());
        net.clock.set(1);
        for (int tick = 0; tick < 20; tick++) {
            net.pass(Duration.ZERO);
        }
        assertTrue(node.replica.add(new Mark(Kind.TOKEN, "more", Mark.ALL, 2_000)));
    }

    private static @Nullable RevocationMessage again(RevocationMessage message) {
        return RevocationMessage.decode(RevocationMessage.encode(message));
    }

    @Test
    void messagesAreReadAsTheyWereWritten() {
        var marks = new RevocationMessage.Marks(List.of(
                new Mark(Kind.TOKEN, "jti", Mark.ALL, 5),
                new Mark(Kind.SUBJECT, "J\u00fcrgen", -7, Long.MAX_VALUE),
                new Mark(Kind.ADDRESS, ADDRESS, Mark.BLOCKS + 1, 5),
                new Mark(Kind.ADDRESS, ADDRESS, Mark.BLOCKS + 2, 5, true)));
        assertEquals(marks, again(marks));
        assertEquals(new RevocationMessage.Digest(-3), again(new RevocationMessage.Digest(-3)));
        assertEquals(new RevocationMessage.Answered(256), again(new RevocationMessage.Answered(256)));
    }

    @Test
    void whatCameLaterIsSkipped() {
        var bytes = RevocationMessage.encode(new RevocationMessage.Marks(
                List.of(new Mark(Kind.TOKEN, "strange", 1, 2), new Mark(Kind.TOKEN, "known", 1, 2))));
        bytes.setByte(3, (byte) 9);
        assertEquals(
                new RevocationMessage.Marks(List.of(new Mark(Kind.TOKEN, "known", 1, 2))),
                RevocationMessage.decode(bytes));
        bytes.setByte(0, (byte) 9);
        assertEquals(null, RevocationMessage.decode(bytes));
        assertNotEquals(new Mark(Kind.TOKEN, "a", 1, 2).hash(), new Mark(Kind.SUBJECT, "a", 1, 2).hash());
    }
}

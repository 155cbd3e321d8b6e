package dev.wingbeat.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.connection.Credentials;
import dev.wingbeat.revocation.Revocation.Kind;
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

    private static Mark mark(Random random) {
        Kind kind = random.nextBoolean() ? Kind.TOKEN : Kind.SUBJECT;
        boolean all = kind == Kind.TOKEN || random.nextInt(3) == 0;
        return new Mark(
                kind,
                "name" + random.nextInt(4),
                all ? Mark.ALL : random.nextInt(SECONDS) * 1_000L,
                1 + random.nextInt(3 * SECONDS) * 1_000L);
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
                new Mark(Kind.TOKEN, "jti", Mark.ALL, 5), new Mark(Kind.SUBJECT, "J\u00fcrgen", -7, Long.MAX_VALUE)));
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

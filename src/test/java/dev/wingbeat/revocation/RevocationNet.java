package dev.wingbeat.revocation;

import dev.wingbeat.connection.Credentials;
import dev.wingbeat.credential.WallClock;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Replicas on a network that delays, reorders, repeats and loses, each beside a plain set of all that it was told since it started:
 * what the set says is what the replica has to say.
 */
final class RevocationNet {

    /** A message on its way. */
    private record Letter(String from, String to, Buffer bytes) {}

    /** One node, from one start to the next. */
    final class Node implements RevocationReplica.Outlet {
        private final String name;
        final RevocationSet set = new RevocationSet();
        final RevocationReplica replica = new RevocationReplica(set, clock, this);
        final Set<Mark> told = new HashSet<>();

        Node(String name) {
            this.name = name;
        }

        @Override
        public void toAll(Buffer message) {
            nodes.keySet().stream().filter(other -> !other.equals(name)).forEach(other -> to(other, message));
        }

        @Override
        public void to(String node, Buffer message) {
            letters.add(new Letter(name, node, message));
        }

        void add(Mark mark) {
            told.add(mark);
            replica.add(mark);
        }

        void receive(String from, Buffer bytes) {
            if (RevocationMessage.decode(bytes) instanceof RevocationMessage.Marks(var marks)) {
                told.addAll(marks);
            }
            replica.receive(from, bytes);
        }
    }

    final WallClock clock = new WallClock();
    final Map<String, Node> nodes = new TreeMap<>();
    private final List<Letter> letters = new ArrayList<>();
    private final Random random;

    RevocationNet(Random random, int count) {
        this.random = random;
        for (int i = 0; i < count; i++) {
            start("node" + i);
        }
    }

    /** Starts a node with nothing, anew if there is one. */
    Node start(String name) {
        var node = new Node(name);
        nodes.put(name, node);
        node.replica.start(
                nodes.keySet().stream().filter(other -> !other.equals(name)).toList());
        return node;
    }

    Node any() {
        return List.copyOf(nodes.values()).get(random.nextInt(nodes.size()));
    }

    String anyName() {
        return any().name;
    }

    /** Delivers some of what is on its way in any order, loses some, delivers some twice. */
    void unreliably() {
        for (int i = letters.size() / 2; i > 0; i--) {
            Letter letter = letters.remove(random.nextInt(letters.size()));
            int fate = random.nextInt(10);
            if (fate == 0) {
                nodes.get(letter.to).replica.lost(letter.from);
            } else if (fate > 2) {
                deliver(letter);
            }
            if (fate == 9) {
                letters.add(letter);
            }
        }
    }

    /** Delivers everything, also what comes of it. */
    void reliably() {
        while (!letters.isEmpty()) {
            deliver(letters.removeFirst());
        }
    }

    private void deliver(Letter letter) {
        nodes.get(letter.to).receive(letter.from, letter.bytes);
    }

    /** Lets time pass that is to be measured in digests. */
    void pass(Duration time) {
        clock.pass(time);
        nodes.values().forEach(node -> node.replica.tick());
    }

    /** Returns whether the plain set has credentials revoked. */
    static boolean model(Collection<Mark> told, Credentials credentials, Instant now) {
        return counting(told, now).anyMatch(mark -> switch (mark.kind()) {
            case TOKEN -> mark.name().equals(credentials.jti());
            case SUBJECT ->
                mark.name().equals(credentials.subject())
                        && (credentials.issuedAt() == null
                                || credentials.issuedAt().toEpochMilli() < mark.before());
            case ADDRESS -> false;
        });
    }

    /** Returns whether the plain set has an address blocked. */
    static boolean blocks(Collection<Mark> told, Instant now) {
        return counting(told, now).anyMatch(mark -> mark.kind() == Revocation.Kind.ADDRESS);
    }

    private static Stream<Mark> counting(Collection<Mark> told, Instant now) {
        List<Mark> lifts = told.stream().filter(Mark::lifts).toList();
        return told.stream()
                .filter(mark -> now.toEpochMilli() < mark.until() && !mark.lifts())
                .filter(mark -> !mark.isBlock() || lifts.stream().noneMatch(lift -> lifts(lift, mark)));
    }

    private static boolean lifts(Mark lift, Mark block) {
        return lift.kind() == block.kind()
                && lift.name().equals(block.name())
                && lift.before() > block.before()
                && lift.until() >= block.until();
    }
}

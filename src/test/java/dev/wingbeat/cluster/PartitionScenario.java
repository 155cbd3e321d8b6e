package dev.wingbeat.cluster;

import static java.lang.System.Logger.Level.INFO;

import dev.wingbeat.support.lan.Namespaces;
import dev.wingbeat.support.process.NodeProcess;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The clients' side of {@link PartitionClusterTest}: a JVM of its own, since a JVM cannot change its namespace. Starts a node
 * in each node's namespace, cuts the third one off, heals. Ends with status 0 when everything went as it must.
 */
final class PartitionScenario {

    private static final System.Logger MEASURED = System.getLogger("measured");
    private static final int NODES = 3;
    private static final int CLUSTER_PORT = 5701;
    private static final int HTTP_PORT = 4000;
    private static final String TRACKED = "room:tracked";
    private static final int SECONDS = 70;
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration LEFT = Duration.ofSeconds(15);
    private static final Duration HEALED = Duration.ofSeconds(17);
    private static final Duration BACK = Duration.ofSeconds(20);
    private static final Duration WATCHED = Duration.ofSeconds(12);

    /** Log lines of a node from its start to its end, stack traces included. */
    private static final long CALM = 3_000;

    private final Namespaces.Cut cut;
    private final Duration cutOff;
    private final String clients;
    private final List<NodeProcess> nodes = new ArrayList<>();

    private PartitionScenario(Namespaces.Cut cut, Duration cutOff, String clients) {
        this.cut = cut;
        this.cutOff = cutOff;
        this.clients = clients;
    }

    /** Takes how and for how many seconds to cut, the name of the clients' namespace, and of each node's. */
    public static void main(String[] arguments) throws Exception {
        var scenario = new PartitionScenario(
                Namespaces.Cut.valueOf(arguments[0]), Duration.ofSeconds(Long.parseLong(arguments[1])), arguments[2]);
        try {
            for (int i = 0; i < NODES; i++) {
                scenario.launch(i, arguments[3 + i]);
            }
            scenario.nodes.forEach(NodeProcess::awaitReady);
            scenario.run();
        } finally {
            scenario.nodes.forEach(NodeProcess::close);
        }
    }

    private void launch(int index, String namespace) {
        String members = String.join(
                ",", Namespaces.clusterAddress(0), Namespaces.clusterAddress(1), Namespaces.clusterAddress(2));
        nodes.add(NodeProcess.launch(
                Namespaces.in(namespace),
                "partition-" + ProcessHandle.current().pid() + '-' + index,
                Namespaces.frontAddress(index),
                List.of(
                        "--host", Namespaces.clusterAddress(index),
                        "--http-port", Integer.toString(HTTP_PORT),
                        "--port", Integer.toString(CLUSTER_PORT),
                        "--members", members,
                        "--name", "partition")));
    }

    private void run() throws Exception {
        List<InetSocketAddress> addresses =
                nodes.stream().map(NodeProcess::address).toList();
        try (var all = new Mesh(addresses);
                var majority = new Mesh(addresses.subList(0, 2));
                var minority = new Mesh(addresses.subList(2, 3));
                var attendance = new Attendance(addresses)) {
            all.requireComplete(SOON);
            String present = track();
            long parting = System.nanoTime();
            Namespaces.cut(cut, clients, 2);
            churn("many", 0);
            churn("few", 2);
            watch(cutOff, majority, minority);
            requireGone(attendance, parting);
            int parted = all.send();
            watch(MOMENT, majority, minority);
            all.requireIncomplete(parted);
            requireKeys(list(0), true, true, false);
            requireKeys(list(1), true, true, false);
            requireKeys(list(2), false, false, true);
            long healed = System.nanoTime();
            Namespaces.heal(cut, clients, 2);
            try (var again = new Mesh(addresses)) {
                for (int i = 0; i < NODES; i++) {
                    requireList(i, present);
                }
                requireSince(healed);
                MEASURED.log(INFO, "everything delivers " + again.awaitComplete(healed, HEALED) + " after the heal");
                watch(WATCHED, again, majority);
            }
            requireBack(attendance, healed);
            attendance.requireNoFlap(parting, List.of(0, 1));
        }
        nodes.forEach(PartitionScenario::requireCalm);
    }

    private static void requireCalm(NodeProcess node) {
        long lines = node.logLines();
        MEASURED.log(INFO, lines + " log lines of a node about everything");
        if (lines > CALM) {
            throw new AssertionError(lines + " log lines (expected: <= " + CALM + ')');
        }
    }

    /** Tracks a key on each node, and returns the list that all of them have then. */
    private String track() {
        for (int i = 0; i < NODES; i++) {
            nodes.get(i).command("track " + TRACKED + " key" + i);
            nodes.get(i).answer(SECONDS);
            for (int other = 0; other < NODES; other++) {
                requireList(other, list(i));
            }
        }
        return list(0);
    }

    private String list(int index) {
        nodes.get(index).command("list " + TRACKED);
        return nodes.get(index).answer(SECONDS);
    }

    private static void requireKeys(String list, boolean... present) {
        for (int i = 0; i < NODES; i++) {
            if (list.contains("\"key" + i + '"') != present[i]) {
                throw new AssertionError(list + " (expected: " + (present[i] ? "" : "no ") + "key" + i + ')');
            }
        }
    }

    /** Waits until a node lists exactly this: entries, metas, refs. */
    private void requireList(int index, String list) {
        nodes.get(index).command("await " + TRACKED + list.substring("list".length()));
        String answer = nodes.get(index).answer(SECONDS);
        if (!answer.equals(list)) {
            throw new AssertionError("node " + index + ": " + answer + " (expected: " + list + ')');
        }
    }

    private static void requireSince(long healed) {
        Duration took = Duration.ofNanos(System.nanoTime() - healed);
        MEASURED.log(INFO, "the lists are equal " + took + " after the heal");
        if (took.compareTo(HEALED) > 0) {
            throw new AssertionError("lists are equal after " + took + " (expected: <= " + HEALED + ')');
        }
    }

    /** Lets presences come and go on a node, until shortly before the heal. */
    private void churn(String topics, int node) {
        nodes.get(node).command("churn presence:" + topics + "- 50 50 " + (cutOff.toSeconds() - 5));
    }

    private static void requireGone(Attendance attendance, long cut) {
        Duration last = attendance.awaitGone(2, List.of(0, 1), cut, LEFT);
        for (int node : new int[] {0, 1}) {
            Duration other = attendance.awaitGone(node, List.of(2), cut, LEFT);
            last = other.compareTo(last) > 0 ? other : last;
        }
        PresenceTime.CUT.measured(last);
    }

    /** On both sides there were presences that stayed, and others that came and went, while they could not hear each other. */
    private void requireBack(Attendance attendance, long healed) {
        Duration last = attendance.awaitBack(2, List.of(0, 1), healed, BACK);
        for (int node : new int[] {0, 1}) {
            Duration other = attendance.awaitBack(node, List.of(2), healed, BACK);
            last = other.compareTo(last) > 0 ? other : last;
        }
        PresenceTime.HEALED.measured(last);
        PresenceTime.HEALED_EQUAL.measured(attendance.requireEqual(nodes, healed, BACK));
    }

    /** Both must deliver all the time. */
    private static void watch(Duration time, Mesh one, Mesh other) {
        long end = System.nanoTime() + time.toNanos();
        Duration slowest = Duration.ZERO;
        int rounds = 0;
        while (System.nanoTime() - end < 0) {
            long begin = System.nanoTime();
            one.requireComplete(SOON);
            other.requireComplete(SOON);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
            rounds++;
        }
        MEASURED.log(INFO, rounds + " rounds in " + time + ", the slowest in " + slowest);
    }
}

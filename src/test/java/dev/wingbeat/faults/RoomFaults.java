package dev.wingbeat.faults;

import dev.wingbeat.bench.Bench;
import dev.wingbeat.bench.BenchConfig;
import dev.wingbeat.bench.BenchConfig.Scenario;
import dev.wingbeat.bench.Progress;
import dev.wingbeat.bench.Report;
import dev.wingbeat.config.ValueType;
import dev.wingbeat.load.Target;
import dev.wingbeat.sample.ArenaHub;
import dev.wingbeat.support.lan.Namespaces;
import dev.wingbeat.support.process.JavaCommand;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Bots play on three nodes, which are killed, frozen and cut off at random, for as long as one likes: {@code mvn -q -Pbench
 * test-compile exec:exec@faults}. Ends with status 1 when an edge has accepted an older activation after a newer one, a seat was
 * lost within its hold, or a room was left in the directory that nobody owns. Cuts need root and network namespaces.
 */
final class RoomFaults {

    private static final int BOTS = 5;
    private static final double MOVES = 2;
    private static final Duration WHOLE = Duration.ofMinutes(4);
    private static final Duration EMPTY = Duration.ofSeconds(75);
    private static final Duration SLICE = Duration.ofMinutes(2);
    private static final Duration GLANCE = Duration.ofMillis(250);

    /** The kinds of faults, with the most seconds that each lasts. */
    private enum Fault {
        KILL(8),
        STOP(8),
        FREEZE(20),
        CUT(40);

        private final int seconds;

        Fault(int seconds) {
            this.seconds = seconds;
        }
    }

    /**
     * What is played.
     *
     * @param duration how long, as settings say it
     * @param rooms how many
     * @param only the one kind of fault, or {@code all}
     * @param seed of what is random
     */
    private record Plan(String duration, int rooms, String only, long seed) {

        private static Plan of(List<String> arguments) {
            return new Plan(
                    arguments.get(0),
                    Integer.parseInt(arguments.get(1)),
                    arguments.get(2),
                    arguments.size() > 3 ? Long.parseLong(arguments.get(3)) : System.nanoTime() % 100_000);
        }

        private List<String> arguments() {
            return List.of(duration, String.valueOf(rooms), only, String.valueOf(seed));
        }

        private List<Fault> faults(boolean cuts) {
            return Arrays.stream(Fault.values())
                    .filter(fault -> only.equals("all") || only.equalsIgnoreCase(fault.name()))
                    .filter(fault -> cuts || fault != Fault.CUT)
                    .toList();
        }
    }

    private final FaultNodes nodes;
    private final int rooms;
    private final List<Fault> kinds;
    private final SplittableRandom random;
    private final List<String> violations = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile long stopAt = Long.MAX_VALUE;
    private int faults;

    /** Rooms that have not ended in earlier slices. */
    private int left;

    /** How often in a slice a node could not see the owner of a room, nor who had its snapshots: then the room is lost there. */
    private int cutOff;

    private RoomFaults(FaultNodes nodes, Plan plan, boolean cuts) {
        this.nodes = nodes;
        this.rooms = plan.rooms;
        this.kinds = plan.faults(cuts);
        this.random = new SplittableRandom(plan.seed);
    }

    /**
     * Plays for a duration, in so many rooms, with {@code all} kinds of faults or one, from a seed or without. Makes the namespaces, and
     * runs itself in that of the clients.
     */
    public static void main(String[] arguments) throws Exception {
        Plan plan = Plan.of(Arrays.asList(arguments));
        if (arguments.length > 4) {
            System.exit(play(arguments[4], plan));
        }
        Optional<String> obstacle = Namespaces.obstacle(Namespaces.Cut.LINK);
        if (obstacle.isPresent()) {
            say("without cuts: " + obstacle.get());
            System.exit(play("", plan));
        }
        int status;
        try (var namespaces = new Namespaces(FaultNodes.COUNT)) {
            var command = new ArrayList<>(Namespaces.in(namespaces.clients()));
            command.addAll(JavaCommand.likeThis(List.of(), RoomFaults.class));
            command.addAll(plan.arguments());
            command.add(namespaces.clients());
            Process inside = new ProcessBuilder(command).inheritIO().start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                inside.descendants().forEach(ProcessHandle::destroyForcibly);
                inside.destroyForcibly();
            }));
            status = inside.waitFor();
        }
        System.exit(status);
    }

    private static int play(String clients, Plan plan) throws Exception {
        say(plan.toString());
        long end = System.nanoTime()
                + ValueType.duration().parse("duration", plan.duration).toNanos();
        try (var nodes = new FaultNodes(clients, ArenaHub.class)) {
            var run = new RoomFaults(nodes, plan, !clients.isEmpty());
            run.await("the nodes to see each other", WHOLE, nodes::areWhole);
            do {
                run.slice();
            } while (System.nanoTime() < end);
            say(run.faults + " faults, " + run.violations.size() + " violations");
            run.violations.forEach(RoomFaults::say);
            return run.violations.isEmpty() ? 0 : 1;
        }
    }

    private static void say(String text) {
        System.out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text);
    }

    private void violated(String what) {
        say("VIOLATED: " + what);
        violations.add(what);
    }

    /** What is waited for. */
    private interface Condition {
        boolean met() throws InterruptedException;
    }

    private void await(String what, Duration limit, Condition condition) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.met()) {
            if (System.nanoTime() > end) {
                violated("waited " + limit.toSeconds() + " s for " + what + "; " + directories());
                return;
            }
            pass(GLANCE);
        }
    }

    private void pass(Duration time) throws InterruptedException {
        if (never.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new InterruptedException();
        }
    }

    /** Bots come, play through faults, and go; then nothing is left of their rooms. */
    private void slice() throws InterruptedException {
        stopAt = Long.MAX_VALUE;
        var playing = new FutureTask<>(() -> Bench.run(config(), new Watch()));
        var thread = new Thread(playing, "bots");
        thread.setDaemon(true);
        thread.start();
        while (!playing.isDone()) {
            if (stopAt != Long.MAX_VALUE && System.nanoTime() < stopAt) {
                fault();
            }
            pass(GLANCE);
        }
        try {
            judge(playing.get());
        } catch (ExecutionException e) { // such as a machine with so much else to do that joins are refused
            say("nobody played: " + e.getCause());
        }
        await("the rooms to end", EMPTY, () -> owned() == left && directoriesHave(left));
        left = Math.max(0, (int) owned());
    }

    private BenchConfig config() {
        var target = new Target(nodes.urls(), List.of(), "2.0.0", Map.of(), "arena:", "move", "{}");
        var shape = new BenchConfig.Shape(1, 1, rooms, BOTS, 1, 1, MOVES, 0, 16, 100);
        var second = Duration.ofSeconds(1);
        var timing =
                new BenchConfig.Timing(second, SLICE, second, WHOLE, second.multipliedBy(40), Duration.ZERO, false);
        return new BenchConfig(Scenario.ARENA, target, shape, timing, 1, List.of());
    }

    /** Lets faults begin once all bots play, and end before they go; looks at the directory before that. */
    private final class Watch implements Progress {
        @Override
        public void begin(String phase, long goal, String unit) {
            if (phase.equals("measuring")) {
                stopAt = System.nanoTime() + SLICE.dividedBy(2).toNanos();
            } else if (phase.equals("draining")) {
                try {
                    await("the nodes to see each other", WHOLE, nodes::areWhole);
                    await(
                            "one owner for each room",
                            WHOLE,
                            () -> owned() == left + rooms && directoriesHave(left + rooms));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void reached(long step) {}
    }

    private void fault() throws InterruptedException {
        faults++;
        Fault fault = kinds.get(random.nextInt(kinds.size()));
        int node = random.nextInt(FaultNodes.COUNT);
        var time = Duration.ofMillis(random.nextInt(500, fault.seconds * 1000));
        say(fault + " node " + node + " for " + time.toMillis() + " ms");
        try {
            switch (fault) {
                case KILL -> {
                    nodes.kill(node);
                    pass(time);
                    nodes.restart(node);
                }
                case STOP -> {
                    nodes.stop(node);
                    pass(time);
                    nodes.restart(node);
                }
                case FREEZE -> {
                    nodes.freeze(node);
                    pass(time);
                    nodes.thaw(node);
                }
                case CUT -> {
                    cutOff++;
                    nodes.cut(node);
                    pass(time);
                    nodes.heal(node);
                }
            }
        } catch (IOException e) {
            violated(fault + " could not be done: " + e.getMessage());
        }
        await("the nodes to see each other after " + fault, WHOLE, nodes::areWhole);
        pass(Duration.ofMillis(random.nextInt(6_000, 12_000))); // the copies of the snapshots are elsewhere by then
    }

    private void judge(Report report) {
        JsonObject anomalies = report.json().getJsonObject("anomalies");
        JsonObject figures = report.json().getJsonObject("figures");
        JsonObject latency = report.json().getJsonObject("latency");
        say("bots: " + figures.encode() + ", outages " + longest(latency, "outage_us") + ", rejoined "
                + longest(latency, "rejoin_us") + ", anomalies " + anomalies.encode());
        if (anomalies.getLong("out_of_order") > 0) {
            violated(anomalies.getLong("out_of_order") + " states of older activations after newer ones");
        }
        if (anomalies.getLong("seats_lost") > 0) {
            violated(anomalies.getLong("seats_lost") + " seats lost");
        }
        if (anomalies.getLong("rooms_lost") > 0 && cutOff == 0) {
            violated(anomalies.getLong("rooms_lost") + " players of rooms that were lost, without a cut");
        }
        cutOff = 0;
    }

    private static String longest(JsonObject latency, String span) {
        JsonObject times = latency.getJsonObject(span);
        return times == null ? "none" : "%.0f ms at most".formatted(times.getDouble("max") / 1e3);
    }

    /** Returns how many rooms all nodes together say they own. */
    private double owned() throws InterruptedException {
        double sum = 0;
        for (int node = 0; node < FaultNodes.COUNT; node++) {
            sum += nodes.metric(node, "wingbeat_rooms");
        }
        return sum;
    }

    private boolean directoriesHave(int rooms) throws InterruptedException {
        for (int node = 0; node < FaultNodes.COUNT; node++) {
            String directory = nodes.directory(node);
            if (directory.isEmpty()
                    || new JsonObject(directory).getJsonArray("items").size() != rooms) {
                return false;
            }
        }
        return true;
    }

    private String directories() throws InterruptedException {
        var sizes = new ArrayList<String>();
        for (int node = 0; node < FaultNodes.COUNT; node++) {
            String directory = nodes.directory(node);
            sizes.add(
                    directory.isEmpty()
                            ? "no answer"
                            : new JsonObject(directory).getJsonArray("items").size() + "");
        }
        return sizes + " rooms listed, " + owned() + " owned";
    }
}

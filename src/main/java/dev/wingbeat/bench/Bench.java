package dev.wingbeat.bench;

import dev.wingbeat.load.LoadException;

/** Runs a load test. Internal seam. */
public final class Bench {

    private static final int OTHER_FILES = 100;

    private Bench() {}

    /**
     * Runs the scenario and returns what was found. Takes as long as the configuration says; the thread waits.
     *
     * @throws LoadException when it cannot be done: no such host, too few files, clients that cannot join
     * @throws InterruptedException when the thread is interrupted
     */
    public static Report run(BenchConfig config, Progress progress) throws InterruptedException {
        requireFiles(config);
        String tag = config.namesOneRoom()
                ? ""
                : Long.toString(System.currentTimeMillis() % 100_000_000, Character.MAX_RADIX);
        try (var run = new LoadRun(config, tag, progress)) {
            Outcome outcome = scenario(run).run(run);
            return Report.of(config, outcome, run.tally());
        }
    }

    private static ScenarioRun scenario(LoadRun run) {
        return switch (run.config().scenario()) {
            case IDLE -> new IdleScenario(run);
            case PING -> new PingScenario(run);
            case FANOUT -> new FanoutScenario(run);
            case ROOMS -> new RoomsScenario(run);
            case ARENA -> new ArenaScenario(run);
            case CHURN -> new ChurnScenario(run);
            case PRESENCE -> new PresenceScenario(run);
        };
    }

    private static void requireFiles(BenchConfig config) {
        long connections = connections(config);
        long[] files = Meters.files();
        if (files[0] > 0 && connections + files[1] + OTHER_FILES > files[0]) {
            throw new LoadException(connections + " connections need as many open files, and this process may open "
                    + files[0] + " (expected: at most " + (files[0] - files[1] - OTHER_FILES)
                    + " connections, or a higher limit: ulimit -n)");
        }
    }

    private static long connections(BenchConfig config) {
        BenchConfig.Shape shape = config.shape();
        return switch (config.scenario()) {
            case ROOMS, ARENA -> (long) shape.rooms() * shape.members();
            case FANOUT -> shape.connections() + shape.publishers();
            case IDLE, PING, CHURN, PRESENCE -> shape.connections();
        };
    }
}

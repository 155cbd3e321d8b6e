package dev.wingbeat.bench;

import dev.wingbeat.load.Stamp;
import dev.wingbeat.load.Target;
import java.time.Duration;
import java.util.List;

/**
 * The options of a load test. Internal seam.
 *
 * @param scenario what the clients do
 * @param target whom they do it to
 * @param shape how many, how much, how often
 * @param timing how long
 * @param threads event loops of the load generator
 * @param serverPids processes of the server on this machine, whose processor time and memory are read; may be empty
 */
public record BenchConfig(
        Scenario scenario, Target target, Shape shape, Timing timing, int threads, List<Long> serverPids) {

    /** Copies the lists. */
    public BenchConfig {
        serverPids = List.copyOf(serverPids);
        requireAtLeast("--threads", threads, 1);
        if (shape.payload < Stamp.MIN_LENGTH || shape.payload > 1 << 20) {
            throw new IllegalArgumentException(
                    "--payload: " + shape.payload + " (expected: a number from " + Stamp.MIN_LENGTH + " to 1048576)");
        }
        if (scenario == Scenario.CHURN && shape.rate <= 0) {
            throw new IllegalArgumentException("--rate: " + shape.rate + " (expected: cycles per second)");
        }
        if ((scenario == Scenario.ROOMS || scenario == Scenario.ARENA) && shape.rate <= 0) {
            throw new IllegalArgumentException(
                    "--rate: " + shape.rate + " (expected: messages per second of a member)");
        }
    }

    /** Returns whether all clients play in one room, whose name is given. */
    boolean namesOneRoom() {
        return scenario == Scenario.ARENA && shape.rooms == 1 && !target.topic().endsWith(":");
    }

    /** The scenarios: what the clients do. */
    public enum Scenario {
        /** They connect, join and stay. */
        IDLE,
        /** They ask and are answered. */
        PING,
        /** A few tell many. */
        FANOUT,
        /** Many small groups talk. */
        ROOMS,
        /** They play in many small rooms. */
        ARENA,
        /** They come and go. */
        CHURN,
        /** They learn who is there. */
        PRESENCE
    }

    /**
     * The size of a run: how many, how much, how often.
     *
     * @param connections clients; in a fan-out the subscribers, in rooms and arena nothing
     * @param topics topics over which idle clients are spread; several for each client when there are more of them
     * @param rooms groups
     * @param members clients of each group
     * @param publishers who publish in a fan-out
     * @param window pings in flight for each connection, or publishes in flight
     * @param rate messages per second: of all publishers together, of each member of a room; cycles per second; 0 for as
     *     fast as the window allows
     * @param connectRate connections opened per second, 0 for as fast as {@code inFlight} allows
     * @param inFlight connections that may be opening at one time
     * @param payload bytes of each payload
     */
    public record Shape(
            int connections,
            int topics,
            int rooms,
            int members,
            int publishers,
            int window,
            double rate,
            double connectRate,
            int inFlight,
            int payload) {

        /** Checks the values. */
        public Shape {
            requireAtLeast("--connections", connections, 1);
            requireAtLeast("--topics", topics, 1);
            requireAtLeast("--rooms", rooms, 1);
            requireAtLeast("--members", members, 1);
            requireAtLeast("--publishers", publishers, 1);
            requireAtLeast("--window", window, 1);
            requireAtLeast("--in-flight", inFlight, 1);
        }
    }

    /**
     * The times of a run.
     *
     * @param warmup before what is measured
     * @param duration what is measured
     * @param settle between the joins and the first message
     * @param drain how long what is late is waited for
     * @param timeout of one connection's setup, of a publish in a closed loop, of a heartbeat
     * @param hold how long a connection stays in churn
     * @param drop whether those who leave in presence just vanish
     */
    public record Timing(
            Duration warmup,
            Duration duration,
            Duration settle,
            Duration drain,
            Duration timeout,
            Duration hold,
            boolean drop) {}

    private static void requireAtLeast(String flag, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(flag + ": " + value + " (expected: a number from " + least + ")");
        }
    }
}

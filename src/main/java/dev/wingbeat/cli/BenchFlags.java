package dev.wingbeat.cli;

import static dev.wingbeat.bench.BenchConfig.Scenario.ARENA;
import static dev.wingbeat.bench.BenchConfig.Scenario.CHURN;
import static dev.wingbeat.bench.BenchConfig.Scenario.FANOUT;
import static dev.wingbeat.bench.BenchConfig.Scenario.IDLE;
import static dev.wingbeat.bench.BenchConfig.Scenario.PING;
import static dev.wingbeat.bench.BenchConfig.Scenario.PRESENCE;

import dev.wingbeat.bench.BenchConfig;
import dev.wingbeat.bench.BenchConfig.Scenario;
import dev.wingbeat.config.ValueType;
import dev.wingbeat.load.Target;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.ParseResult;

/** The flags of {@code bench}. */
final class BenchFlags {

    private static final String URL = "ws://localhost:4000/socket";

    private static final BenchFlag<URI> URLS =
            several("--url", url(), URL, "Socket of a node; several times for several nodes, connections take turns");
    private static final BenchFlag<URI> PUBLISH_URLS = several(
                    "--publish-url", url(), "as --url", "Where the publishers connect")
            .in(FANOUT);
    private static final BenchFlag<Integer> CONNECTIONS = one(
                    "--connections",
                    ValueType.integer(1),
                    "1000; 64 in ping, 500 in presence",
                    "Clients; in fanout the subscribers, in churn the most at one time")
            .in(IDLE, PING, FANOUT, CHURN, PRESENCE);
    private static final BenchFlag<Integer> TOPICS = one(
                    "--topics",
                    ValueType.integer(1),
                    "as many as connections; 1000 in churn",
                    "How many topics; several for each connection when there are more of them")
            .in(IDLE, CHURN);
    private static final BenchFlag<Integer> ROOMS = one(
                    "--rooms", ValueType.integer(1), "100", "Groups in rooms, rooms in arena")
            .in(Scenario.ROOMS, ARENA);
    private static final BenchFlag<Integer> MEMBERS = one(
                    "--members", ValueType.integer(1), "4", "Clients of a room, bots in arena")
            .in(Scenario.ROOMS, ARENA);
    private static final BenchFlag<Integer> PUBLISHERS = one(
                    "--publishers", ValueType.integer(1), "1", "Clients that publish")
            .in(FANOUT);
    private static final BenchFlag<Integer> WINDOW = one(
                    "--window",
                    ValueType.integer(1),
                    "1",
                    "Without --rate: pings in flight for each connection, publishes in flight in all")
            .in(PING, FANOUT);
    private static final BenchFlag<Double> RATE = one(
                    "--rate",
                    rate(),
                    "none; 10 in rooms, 5 in arena, 100 in churn",
                    "A second: pings or publishes in all, messages of each member of a room, moves of each bot, cycles of churn")
            .in(PING, FANOUT, Scenario.ROOMS, ARENA, CHURN);
    private static final BenchFlag<Double> CONNECT_RATE = one(
                    "--connect-rate", rate(), "0", "Connections opened a second, 0 for as fast as it goes")
            .in(IDLE, PING, FANOUT, Scenario.ROOMS, ARENA, PRESENCE);
    private static final BenchFlag<Integer> IN_FLIGHT = one(
                    "--in-flight", ValueType.integer(1), "128", "Connections that may be opening at one time")
            .in(IDLE, PING, FANOUT, Scenario.ROOMS, ARENA, PRESENCE);
    private static final BenchFlag<Integer> PAYLOAD =
            one("--payload", ValueType.integer(1), "100", "Bytes of a payload").in(PING, FANOUT, Scenario.ROOMS);
    private static final BenchFlag<Duration> DURATION = one(
                    "--duration", time(), "10s", "How long is measured; in idle, how long connections are held")
            .in(IDLE, PING, FANOUT, Scenario.ROOMS, ARENA, CHURN);
    private static final BenchFlag<Duration> WARMUP =
            one("--warmup", time(), "3s", "Traffic before that").in(PING, FANOUT, Scenario.ROOMS, ARENA, CHURN);
    private static final BenchFlag<Duration> SETTLE = one("--settle", time(), "1s", "Pause between joins and traffic")
            .in(PING, FANOUT, Scenario.ROOMS, ARENA, PRESENCE);
    private static final BenchFlag<Duration> DRAIN = one(
                    "--drain", time(), "10s", "How long what is late is waited for")
            .in(PING, FANOUT, Scenario.ROOMS, ARENA, CHURN);
    private static final BenchFlag<Duration> TIMEOUT =
            one("--timeout", time(), "30s", "For a step of a connection, a heartbeat, a publish of a closed loop");
    private static final BenchFlag<Duration> HOLD =
            one("--hold", time(), "0s", "How long each client stays").in(CHURN);
    private static final BenchFlag<Boolean> VANISH = one(
                    "--vanish", ValueType.onOff(), "off", "Whether those who leave just drop the connection")
            .in(PRESENCE);
    private static final BenchFlag<String> VSN = one(
            "--vsn",
            text("1.0.0 or 2.0.0", vsn -> require(vsn, vsn.equals("1.0.0") || vsn.equals("2.0.0"))),
            "2.0.0",
            "Version of the protocol");
    private static final BenchFlag<String> PARAM = several(
            "--param",
            text("NAME=VALUE", param -> require(param, param.indexOf('=') > 0)),
            "user_id=u…, another for each client",
            "What connections say at the socket");
    private static final BenchFlag<String> TOPIC = one(
            "--topic",
            text("a text", text -> text),
            "room:, presence: in presence, arena: in arena",
            "Beginning of the topics' names; with --rooms 1 in arena, and without a colon at its end, the whole name");
    private static final BenchFlag<String> EVENT = one(
                    "--event", text("a text", text -> text), "shout; ping in ping, move in arena", "What is pushed")
            .in(PING, FANOUT, Scenario.ROOMS, ARENA);
    private static final BenchFlag<String> JOIN =
            one("--join", text("JSON", text -> text), "{}", "Payload of each join");
    private static final BenchFlag<Integer> THREADS =
            one("--threads", ValueType.integer(1, 64), "auto", "Event loops of this command");
    private static final BenchFlag<Long> SERVER_PIDS = several(
            "--server-pid",
            new ValueType<>("PID", "a number", false, Long::parseLong),
            "none",
            "Process of the server on this machine, with its children: its processor time and memory are told");

    /** All of them, in the order of the help. */
    static final List<BenchFlag<?>> ALL = List.of(
            URLS,
            CONNECTIONS,
            TOPICS,
            ROOMS,
            MEMBERS,
            PUBLISHERS,
            WINDOW,
            RATE,
            PAYLOAD,
            DURATION,
            WARMUP,
            SETTLE,
            DRAIN,
            TIMEOUT,
            HOLD,
            VANISH,
            CONNECT_RATE,
            IN_FLIGHT,
            PUBLISH_URLS,
            VSN,
            PARAM,
            TOPIC,
            EVENT,
            JOIN,
            THREADS,
            SERVER_PIDS);

    private BenchFlags() {}

    /**
     * Makes the configuration of a command line.
     *
     * @throws IllegalArgumentException for a value that makes no sense, and for a flag that would change nothing
     */
    static BenchConfig config(Scenario scenario, ParseResult command) {
        ALL.forEach(flag -> flag.requireUse(scenario, command));
        String rate = rate(scenario);
        if (WINDOW.isGiven(command) && RATE.of(command, rate) > 0) {
            throw new IllegalArgumentException(WINDOW.name() + " (expected: not with " + RATE.name() + ')');
        }
        int connections = CONNECTIONS.of(command, scenario == PING ? "64" : scenario == PRESENCE ? "500" : "1000");
        String topics = scenario == CHURN ? "1000" : String.valueOf(connections);
        var shape = new BenchConfig.Shape(
                connections,
                TOPICS.of(command, topics),
                ROOMS.of(command),
                MEMBERS.of(command),
                PUBLISHERS.of(command),
                WINDOW.of(command),
                RATE.of(command, rate),
                CONNECT_RATE.of(command),
                IN_FLIGHT.of(command),
                PAYLOAD.of(command));
        var timing = new BenchConfig.Timing(
                WARMUP.of(command),
                DURATION.of(command),
                SETTLE.of(command),
                DRAIN.of(command),
                TIMEOUT.of(command),
                HOLD.of(command),
                VANISH.of(command));
        String auto = String.valueOf(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        return new BenchConfig(
                scenario,
                target(scenario, command),
                shape,
                timing,
                THREADS.of(command, auto),
                SERVER_PIDS.all(command));
    }

    private static Target target(Scenario scenario, ParseResult command) {
        List<URI> urls = URLS.all(command);
        Map<String, String> params = new LinkedHashMap<>();
        PARAM.all(command).forEach(param -> {
            int equals = param.indexOf('=');
            params.put(param.substring(0, equals), param.substring(equals + 1));
        });
        return new Target(
                urls.isEmpty() ? List.of(URI.create(URL)) : urls,
                PUBLISH_URLS.all(command),
                VSN.of(command),
                params,
                TOPIC.of(command, topic(scenario)),
                EVENT.of(command, event(scenario)),
                JOIN.of(command));
    }

    private static String rate(Scenario scenario) {
        return switch (scenario) {
            case ROOMS -> "10";
            case ARENA -> "5";
            case CHURN -> "100";
            case IDLE, PING, FANOUT, PRESENCE -> "0";
        };
    }

    private static String topic(Scenario scenario) {
        return switch (scenario) {
            case PRESENCE -> "presence:";
            case ARENA -> "arena:";
            case IDLE, PING, FANOUT, ROOMS, CHURN -> "room:";
        };
    }

    private static String event(Scenario scenario) {
        return switch (scenario) {
            case PING -> "ping";
            case ARENA -> "move";
            case IDLE, FANOUT, ROOMS, CHURN, PRESENCE -> "shout";
        };
    }

    private static <T> BenchFlag<T> one(String name, ValueType<T> type, String preset, String meaning) {
        return new BenchFlag<>(name, type, preset, meaning, false, EnumSet.allOf(Scenario.class));
    }

    private static <T> BenchFlag<T> several(String name, ValueType<T> type, String preset, String meaning) {
        return new BenchFlag<>(name, type, preset, meaning, true, EnumSet.allOf(Scenario.class));
    }

    private static ValueType<String> text(String expected, Function<String, String> parser) {
        return new ValueType<>("TEXT", expected, false, parser);
    }

    private static ValueType<URI> url() {
        return new ValueType<>("URL", "a URL such as " + URL, false, text -> {
            URI url = URI.create(text);
            boolean valid =
                    url.getHost() != null && String.valueOf(url.getScheme()).matches("(ws|http)s?");
            return require(url, valid);
        });
    }

    private static ValueType<Double> rate() {
        return new ValueType<>("N", "a number from 0", false, text -> {
            double rate = Double.parseDouble(text);
            return require(rate, rate >= 0 && rate <= 1e9);
        });
    }

    private static ValueType<Duration> time() {
        ValueType<Duration> positive = ValueType.duration();
        return new ValueType<>(
                "TIME",
                positive.expected() + ", or 0s",
                false,
                text -> text.equals("0s") ? Duration.ZERO : positive.parse(text));
    }

    private static <T> T require(T value, boolean valid) {
        if (!valid) {
            throw new IllegalArgumentException(String.valueOf(value));
        }
        return value;
    }
}

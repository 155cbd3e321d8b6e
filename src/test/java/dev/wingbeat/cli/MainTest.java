package dev.wingbeat.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.app.Setting;
import dev.wingbeat.app.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {

    /** What a command line printed, and its exit status. */
    private record Ran(int status, String out, String err) {}

    @Test
    void versionIsFilledInByTheBuild() {
        var ran = run(Map.of(), "--version");
        assertEquals(0, ran.status);
        assertTrue(ran.out.matches("Wingbeat \\d+\\.\\d+\\.\\d+\\S*\\s+"), ran.out);
    }

    @Test
    void helpNamesEveryFlagWithItsVariableAndDefault() {
        for (String[] arguments : new String[][] {{"--help"}, {"serve", "--help"}, {"routes", "--help"}}) {
            var help = run(Map.of(), arguments);
            assertEquals(0, help.status);
            for (Setting<?> setting : Settings.ALL) {
                assertTrue(help.out.matches("(?s).*" + setting.flag() + "(=|\\[=).*"), setting::flag);
                assertTrue(
                        help.out.contains("Default: " + setting.preset() + ". Variable: " + setting.variable()),
                        setting::variable);
            }
        }
    }

    @Test
    void routesAreListed() {
        var expected = """
                  GET   /               dev/wingbeat/sample/web/index.html
                  GET   /arena          ChatPage
                  GET   /presence       PresencePage
                  GET   /nodes          NodeList
                  WS    /hub/websocket  ChatSocket
                  GET   /hub/longpoll   ChatSocket
                  POST  /hub/longpoll   ChatSocket
                  WS    /echo           WebSocketHandler
                  WS    /ticks          WebSocketHandler
                  GET   /events/:topic  EventStream
                """;
        assertEquals(new Ran(0, expected, ""), run(Map.of("WINGBEAT_SOCKET_PATH", "/hub"), "routes"));
    }

    @Test
    void routesWithoutLongPollHaveNone() {
        assertTrue(run(Map.of(), "routes", "--long-poll=on").out.contains("longpoll"));
        assertFalse(run(Map.of(), "routes", "--long-poll=off").out.contains("longpoll"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --port=abc              | --port: abc (expected: a number from 0 to 65535)
                    --port=65536            | --port: 65536 (expected: a number from 0 to 65535)
                    --port=-1               | --port: -1 (expected: a number from 0 to 65535)
                    --max-channels=0        | --max-channels: 0 (expected: a number from 1)
                    --max-connections-per-address=0 | --max-connections-per-address: 0 (expected: none, or a number from 1)
                    --trusted-proxies=10.0.0.1/8 | --trusted-proxies: 10.0.0.1/8 (expected: none, or addresses and networks such as 10.0.0.0/8,fd00::/8)
                    --trusted-proxies=0.0.0.0/0 | --trusted-proxies: 0.0.0.0/0 (expected: none, or addresses and networks such as 10.0.0.0/8,fd00::/8)
                    --trusted-proxies=proxy.local | --trusted-proxies: proxy.local (expected: none, or addresses and networks such as 10.0.0.0/8,fd00::/8)
                    --trusted-proxies=,     | --trusted-proxies: , (expected: none, or addresses and networks such as 10.0.0.0/8,fd00::/8)
                    --event-loops=many      | --event-loops: many (expected: auto, or a number from 1 to 1024)
                    --idle-timeout=60       | --idle-timeout: 60 (expected: a time such as 500ms, 60s, 2m or 1h)
                    --idle-timeout=99999999h | --idle-timeout: 99999999h (expected: a time such as 500ms, 60s, 2m or 1h)
                    --long-poll-window=61m  | --long-poll-window: 61m (expected: a time such as 500ms, 60s, 2m or 1h, at most 1h)
                    --idle-timeout=0s       | --idle-timeout: 0s (expected: a time such as 500ms, 60s, 2m or 1h)
                    --socket-path=socket    | --socket-path: socket (expected: a path such as /socket)
                    --long-poll=yes         | --long-poll: yes (expected: on or off)
                    --host=a/b              | --host: a/b (expected: a host name or an address)
                    --log-level=loud        | --log-level: loud (expected: trace, debug, info, warning, error or off)
                    --secret-key-base=short | --secret-key-base: 5 characters (expected: at least 20 characters)
                    --prot=1                | --prot=1 (did you mean --port?)
                    --frob                  | --frob (expected: serve, cluster, dev, routes, config, doctor, new, gen, token, bench, jvm-flags or a flag of --help)
                    confg                   | confg (did you mean config?)
                    --cluster=perhaps       | --cluster: perhaps (expected: on or off)
                    --cluster-file=no.xml   | --cluster-file: no.xml (expected: built-in, or a readable file)
                    --cluster-name=a/b      | --cluster-name: a/b (expected: letters, digits, dots, dashes and underscores)
                    --cluster-members=a,,b  | --cluster-members: a,,b (expected: addresses such as 10.0.0.1,node2.example.com:5701)
                    --cluster-host=a/b      | --cluster-host: a/b (expected: auto, or a host name or an address)
                    --cluster-port=0        | --cluster-port: 0 (expected: a number from 1 to 65535)
                    --management-port=off   | --management-port: off (expected: auto, or a number from 0 to 65535)
                    --node-urls=localhost   | --node-urls: localhost (expected: none, or addresses such as http://localhost:4000,http://localhost:4001)
                    stop                    | stop (expected: serve, cluster, dev, routes, config, doctor, new, gen, token, bench, jvm-flags or a flag of --help)
                    """)
    void badFlagGetsOneLineAndStatus2(String argument, String line) {
        assertEquals(new Ran(2, "", "wingbeat: " + line + System.lineSeparator()), run(Map.of(), argument));
        if (argument.startsWith("--")) {
            assertEquals(
                    new Ran(2, "", "wingbeat: " + line + System.lineSeparator()), run(Map.of(), "routes", argument));
        }
    }

    @Test
    void limitsThatContradictThoseOfAMountGetOneLineAndStatus2() {
        for (String command : List.of("serve", "routes")) {
            Ran ran = run(
                    Map.of(), command, "--max-pending=500000", "--max-message-size=500000", "--long-poll-body=500000");
            assertEquals(
                    new Ran(
                            2,
                            "",
                            "wingbeat: maxPending: 500000 (expected: at least maxMessageSize, which is 1048576)"
                                    + System.lineSeparator()),
                    ran);
        }
    }

    @Test
    void badOriginGetsOneLineAndStatus2() {
        assertEquals(
                "wingbeat: --origins: example.com (expected: conn, host, false, or origins such as"
                        + " https://example.com,//*.example.com)" + System.lineSeparator(),
                run(Map.of(), "--origins=example.com").err);
    }

    @Test
    void badVariableGetsOneLineAndStatus2() {
        assertEquals(
                new Ran(
                        2,
                        "",
                        "wingbeat: WINGBEAT_PORT: x (expected: a number from 0 to 65535)" + System.lineSeparator()),
                run(Map.of("WINGBEAT_PORT", "x"), "routes"));
    }

    @Test
    void flagsMayStandBeforeAndBehindTheCommand() {
        assertTrue(run(Map.of(), "--socket-path=/a", "routes").out.contains("/a/websocket"));
        assertTrue(run(Map.of(), "routes", "--socket-path=/b").out.contains("/b/websocket"));
        assertTrue(run(Map.of(), "--socket-path=/a", "routes", "--socket-path=/b")
                .out
                .contains("/b/websocket"));
    }

    @Test
    void membersAndServiceTogetherGetOneLineAndStatus2() {
        var ran =
                run(Map.of("WINGBEAT_CLUSTER_MEMBERS", "10.0.0.1"), "routes", "--cluster-service-dns=hub.default.svc");
        assertEquals(
                new Ran(
                        2,
                        "",
                        "wingbeat: --cluster-service-dns: members: [10.0.0.1], serviceDns: hub.default.svc (expected: one of them)"
                                + System.lineSeparator()),
                ran);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --nodes=0             | --nodes: 0 (expected: a number from 1)
                    --nodes=17            | --nodes: 17 (expected: a number from 1 to 16)
                    --nodes=three         | --nodes: three (expected: a number from 1)
                    --port=0              | --port: 0 (expected: a number from 1 to 65533)
                    --port=65534          | --port: 65534 (expected: a number from 1 to 65533)
                    --cluster-host=::1    | --cluster-host=::1 (expected: not with the command cluster)
                    --port=x              | --port: x (expected: a number from 0 to 65535)
                    """)
    void badFlagOfTheLocalClusterGetsOneLineAndStatus2(String argument, String line) {
        assertEquals(new Ran(2, "", "wingbeat: " + line + System.lineSeparator()), run(Map.of(), "cluster", argument));
    }

    @Test
    void flagThatTheLocalClusterSetsItselfIsRefusedBeforeTheCommandToo() {
        assertEquals(
                "wingbeat: --cluster-name: blue (expected: not with the command cluster)" + System.lineSeparator(),
                run(Map.of(), "--cluster-name=blue", "cluster").err);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    bench                                | no scenario (expected: one of idle, ping, fanout, rooms, arena, churn, presence)
                    bench run                            | run (expected: one of idle, ping, fanout, rooms, arena, churn, presence)
                    bench ping --rate=fast               | --rate: fast (expected: a number from 0)
                    bench ping --rate=-1                 | --rate: -1 (expected: a number from 0)
                    bench ping --connections=0           | --connections: 0 (expected: a number from 1)
                    bench ping --payload=10              | --payload: 10 (expected: a number from 40 to 1048576)
                    bench ping --url=localhost           | --url: localhost (expected: a URL such as ws://localhost:4000/socket)
                    bench ping --vsn=3.0.0               | --vsn: 3.0.0 (expected: 1.0.0 or 2.0.0)
                    bench ping --param=x                 | --param: x (expected: NAME=VALUE)
                    bench ping --duration=10             | --duration: 10 (expected: a time such as 500ms, 60s, 2m or 1h, or 0s)
                    bench rooms --rate=0                 | --rate: 0.0 (expected: messages per second of a member)
                    bench arena --rate=0                 | --rate: 0.0 (expected: messages per second of a member)
                    bench presence --duration=60s        | --duration (expected: not with the scenario presence)
                    bench churn --payload=40             | --payload (expected: not with the scenario churn)
                    bench ping --window=2 --rate=5       | --window (expected: not with --rate)
                    bench ping --host=::1                | --host=::1 (expected: not with the command bench)
                    --port=1 bench ping                  | --port (expected: not with the command bench)
                    """)
    void badLoadTestGetsOneLineAndStatus2(String arguments, String line) {
        assertEquals(new Ran(2, "", "wingbeat: " + line + System.lineSeparator()), run(Map.of(), arguments.split(" ")));
    }

    @Test
    void loadTestThatCannotBeDoneGetsOneLineAndStatus1() {
        var ran = run(Map.of(), "bench", "ping", "--url=ws://host.invalid/socket");
        assertEquals(1, ran.status);
        assertEquals("", ran.out);
        assertTrue(ran.err.endsWith("wingbeat: --url: ws://host.invalid/socket (expected: a host that has an address)"
                + System.lineSeparator()));
    }

    @Test
    void vanishAloneMeansOn() {
        var parsed = Main.COMMANDS.commandLine(Map.of()).parseArgs("bench", "presence", "--vanish", "--connections=2");
        var bench = BenchCommand.config(parsed, parsed.subcommand());
        assertTrue(bench.timing().drop());
        assertEquals(2, bench.shape().connections());
    }

    @Test
    void clusterAloneMeansOn() {
        var spec = Main.COMMANDS.commandLine(Map.of());
        assertEquals(
                "on",
                spec.parseArgs("serve", "--cluster", "--port=1").subcommand().matchedOptionValue("cluster", ""));
    }

    private static Ran run(Map<String, String> environment, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int status = Main.COMMANDS
                .commandLine(environment)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Ran(status, out.toString(), err.toString());
    }
}

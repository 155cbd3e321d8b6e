package dev.wingbeat.cli;

import dev.wingbeat.app.Command;
import dev.wingbeat.app.Commands;
import dev.wingbeat.bench.Bench;
import dev.wingbeat.bench.BenchConfig;
import dev.wingbeat.bench.BenchConfig.Scenario;
import dev.wingbeat.bench.Report;
import dev.wingbeat.load.LoadException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code bench}: load on any server that speaks the protocol. */
final class BenchCommand implements Command {

    static final String NAME = "bench";

    private static final String SCENARIO = "SCENARIO";
    private static final String SCENARIOS = Arrays.stream(Scenario.values())
            .map(scenario -> scenario.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    private static final String JSON = "--json";
    private static final int ANOMALIES = 3;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Puts load on any server that speaks the protocol, and measures it.";
    }

    @Override
    public CommandSpec spec(CommandSpec command) {
        command.addPositional(PositionalParamSpec.builder()
                .paramLabel(SCENARIO)
                .index("0")
                .arity("0..1")
                .type(String.class)
                .description(
                        "idle: clients connect, join and stay.",
                        "ping: clients push --event and are answered.",
                        "fanout: --publishers push --event, which the server broadcasts to --connections.",
                        "rooms: --rooms groups of --members push --event, which the server broadcasts.",
                        "arena: bots play in --rooms rooms of --members, as on the sample's page at /arena.",
                        "churn: clients connect, join, leave and close, --rate a second.",
                        "presence: clients join a topic with presence, then half of them leave.")
                .build());
        BenchFlags.ALL.forEach(flag -> command.addOption(flag.option()));
        command.addOption(OptionSpec.builder(JSON)
                .type(boolean.class)
                .arity("0")
                .description("Prints one line of JSON; the table goes to standard error.")
                .build());
        command.usageMessage()
                .footer(
                        "",
                        "Every message is checked: lost, twice, out of order or changed is an anomaly. Without --rate a"
                                + " closed loop runs, with it an open one, whose times count from when a message was due.",
                        "Exit status: 0, 1 when it cannot be done, 2 for bad arguments, 3 when there were anomalies.");
        return command;
    }

    @Override
    public int run(ParseResult all, ParseResult command, CommandLine terminal) {
        return run(config(all, command), command.hasMatchedOption(JSON), terminal);
    }

    /**
     * Reads the arguments.
     *
     * @throws IllegalArgumentException for one that makes no sense
     */
    static BenchConfig config(ParseResult all, ParseResult command) {
        all.matchedOptions().stream().findFirst().ifPresent(option -> {
            throw new IllegalArgumentException(option.longestName() + " (expected: not with the command " + NAME + ")");
        });
        String word = command.matchedPositionalValue(0, "");
        Scenario scenario = Arrays.stream(Scenario.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        (word.isEmpty() ? "no scenario" : word) + " (expected: one of " + SCENARIOS + ")"));
        return BenchFlags.config(scenario, command);
    }

    private static int run(BenchConfig config, boolean json, CommandLine terminal) {
        PrintWriter out = terminal.getOut();
        PrintWriter err = terminal.getErr();
        var progress = new TerminalProgress(err, Commands.isTerminal(2));
        try {
            Report report = Bench.run(config, progress);
            progress.end();
            if (json) {
                err.print(report.text());
                err.flush();
                out.println(report.json().encode());
            } else {
                out.print(report.text());
            }
            out.flush();
            return report.anomalies() == 0 ? 0 : ANOMALIES;
        } catch (LoadException e) {
            progress.end();
            err.println("wingbeat: " + e.getMessage());
            err.flush();
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}

package dev.wingbeat.cli;

import dev.wingbeat.app.ClusterCommand;
import dev.wingbeat.app.JvmFlags;
import dev.wingbeat.app.LastingLogManager;
import dev.wingbeat.app.Serve;
import dev.wingbeat.app.Setting;
import dev.wingbeat.app.Settings;
import dev.wingbeat.app.Version;
import dev.wingbeat.app.WingbeatConfig;
import dev.wingbeat.sample.SampleHub;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Starts the hub from the command line: {@code serve}, which is what happens without a command, {@code cluster},
 * {@code routes}, {@code bench} or {@code jvm-flags}. A bad argument or variable ends in one line on standard error and exit status 2.
 */
public final class Main {

    private static final String SERVE = "serve";
    private static final String ROUTES = "routes";

    private Main() {}

    /** Runs the command that the arguments name, {@code serve} when they name none. */
    public static void main(String[] arguments) {
        if (System.getProperty(LastingLogManager.PROPERTY) == null) {
            System.setProperty(LastingLogManager.PROPERTY, LastingLogManager.class.getName());
        }
        int status = commandLine(System.getenv()).execute(arguments);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Makes the command line of a process with this environment. */
    public static CommandLine commandLine(Map<String, String> environment) {
        Instant begin = Instant.now();
        return new CommandLine(command("wingbeat", "A realtime hub that speaks the Phoenix Channels protocol."))
                .addSubcommand(command(SERVE, "Serves the sample application: what happens without a command."))
                .addSubcommand(ClusterCommand.spec(command(
                        ClusterCommand.NAME, "Serves the sample application by several nodes on this machine.")))
                .addSubcommand(command(ROUTES, "Prints what would be served, and where."))
                .addSubcommand(BenchCommand.spec(
                        bare(BenchCommand.NAME, "Puts load on any server that speaks the protocol, and measures it.")))
                .addSubcommand(bare(JvmFlags.NAME, "Prints the flags for the JVM of a hub, as a file for java @FILE."))
                .setUsageHelpLongOptionsMaxWidth(28)
                .setUsageHelpWidth(110)
                .setExecutionStrategy(parsed -> run(parsed, environment, begin))
                .setParameterExceptionHandler((problem, given) -> complain(problem));
    }

    private static CommandSpec command(String name, String description) {
        CommandSpec spec = bare(name, description);
        Settings.ALL.forEach(setting -> spec.addOption(option(setting)));
        return spec;
    }

    private static CommandSpec bare(String name, String description) {
        var spec = CommandSpec.create().name(name).version("Wingbeat " + Version.text());
        spec.mixinStandardHelpOptions(true);
        spec.usageMessage().description(description).sortOptions(false).abbreviateSynopsis(true);
        return spec;
    }

    private static OptionSpec option(Setting<?> setting) {
        var option = OptionSpec.builder(setting.flag())
                .type(String.class)
                .paramLabel(setting.type().label())
                .description(setting.meaning() + ".", "Default: " + setting.preset() + ", " + setting.variable());
        return setting.type().fallback() == null
                ? option.build()
                : option.arity("0..1").fallbackValue(setting.type().fallback()).build();
    }

    private static int run(ParseResult parsed, Map<String, String> environment, Instant begin) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        ParseResult command = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
        CommandLine commandLine = command.commandSpec().commandLine();
        if (command.commandSpec().name().equals(JvmFlags.NAME)) {
            commandLine.getOut().print(JvmFlags.file());
            commandLine.getOut().flush();
            return CommandLine.ExitCode.OK;
        }
        if (command.commandSpec().name().equals(BenchCommand.NAME)) {
            var bench = checked(commandLine, () -> BenchCommand.of(parsed, command));
            return bench.run(commandLine.getOut(), commandLine.getErr());
        }
        Map<String, String> flags = flags(parsed, command);
        WingbeatConfig config = checked(commandLine, () -> WingbeatConfig.of(flags, environment));
        return switch (command.commandSpec().name()) {
            case ROUTES -> {
                commandLine.getOut().print(SampleHub.of(config).routes());
                commandLine.getOut().flush();
                yield CommandLine.ExitCode.OK;
            }
            case ClusterCommand.NAME -> {
                var local = checked(commandLine, () -> ClusterCommand.config(flags, config, Main.class.getName()));
                yield ClusterCommand.run(local, environment, commandLine.getOut());
            }
            default -> Serve.start(config, SampleHub::of, begin, commandLine);
        };
    }

    /** Returns the flags, which may stand before and behind the command's name, without those that were not given. */
    private static Map<String, String> flags(ParseResult parsed, ParseResult command) {
        var flags = new LinkedHashMap<String, String>();
        for (ParseResult part : new ParseResult[] {parsed, command}) {
            part.matchedOptions().forEach(option -> flags.put(option.longestName(), option.<String>getValue()));
        }
        return flags;
    }

    private static <T> T checked(CommandLine commandLine, Supplier<T> config) {
        try {
            return config.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine, String.valueOf(e.getMessage()), e);
        }
    }

    private static int complain(ParameterException problem) {
        String text = problem instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched().getFirst() + " (expected: " + SERVE + ", " + ClusterCommand.NAME + ", "
                        + ROUTES + ", " + BenchCommand.NAME + ", " + JvmFlags.NAME + " or a flag of --help)"
                : String.valueOf(problem.getMessage()).lines().findFirst().orElse("bad arguments");
        var err = problem.getCommandLine().getErr();
        err.println("wingbeat: " + text);
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }
}

package dev.wingbeat.app;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line of an application. A bad argument or variable ends in one line on standard error and exit status 2.
 *
 * <p>Internal seam.
 *
 * @param main the class whose main method runs it
 * @param settings what can be set, in the order of the help
 * @param declare declares the application
 * @param others the commands beside those that every application has
 */
public record Commands(Class<?> main, List<Setting<?>> settings, Consumer<Application> declare, List<Command> others) {

    private static final String SERVE = "serve";
    private static final String ROUTES = "routes";

    /** Makes the command line of an application with settings of its own. */
    static Commands of(Class<?> main, List<ApplicationSetting<?>> own, Consumer<Application> declare) {
        var settings = new ArrayList<Setting<?>>(Settings.ALL);
        var names = new HashSet<String>();
        Settings.ALL.forEach(setting -> names.add(setting.name()));
        for (ApplicationSetting<?> setting : own) {
            if (!names.add(setting.setting().name())) {
                throw new IllegalArgumentException(
                        "setting: " + setting.setting().name() + " (expected: a name that is not taken)");
            }
            settings.add(setting.setting());
        }
        return new Commands(main, List.copyOf(settings), declare, List.of());
    }

    /** Runs the command that the arguments name, {@code serve} when they name none; ends the process when that fails. */
    public void run(String[] arguments) {
        if (System.getProperty(LastingLogManager.PROPERTY) == null) {
            System.setProperty(LastingLogManager.PROPERTY, LastingLogManager.class.getName());
        }
        int status = commandLine(System.getenv()).execute(arguments);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Makes the command line of a process with this environment. */
    public CommandLine commandLine(Map<String, String> environment) {
        Instant begin = Instant.now();
        var line = new CommandLine(command("wingbeat", "A realtime hub that speaks the Phoenix Channels protocol."))
                .addSubcommand(command(SERVE, "Serves the application: what happens without a command."))
                .addSubcommand(ClusterCommand.spec(
                        command(ClusterCommand.NAME, "Serves the application by several nodes on this machine.")))
                .addSubcommand(command(ROUTES, "Prints what would be served, and where."));
        others.forEach(other -> line.addSubcommand(other.spec(bare(other.name(), other.description()))));
        return line.addSubcommand(
                        bare(JvmFlags.NAME, "Prints the flags for the JVM of a hub, as a file for java @FILE."))
                .setUsageHelpLongOptionsMaxWidth(28)
                .setUsageHelpWidth(110)
                .setExecutionStrategy(parsed -> run(parsed, environment, begin))
                .setParameterExceptionHandler((problem, given) -> complain(problem));
    }

    private CommandSpec command(String name, String description) {
        CommandSpec spec = bare(name, description);
        settings.forEach(setting -> spec.addOption(option(setting)));
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

    private int run(ParseResult parsed, Map<String, String> environment, Instant begin) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        ParseResult command = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
        CommandLine terminal = command.commandSpec().commandLine();
        String name = command.commandSpec().name();
        for (Command other : others) {
            if (other.name().equals(name)) {
                return checked(terminal, () -> other.run(parsed, command, terminal));
            }
        }
        if (name.equals(JvmFlags.NAME)) {
            return print(terminal, JvmFlags.file());
        }
        Map<String, String> flags = flags(parsed, command);
        WingbeatConfig config = checked(terminal, () -> WingbeatConfig.of(settings, flags, environment));
        return switch (name) {
            case ROUTES ->
                print(terminal, application(terminal, config).routes().toString());
            case ClusterCommand.NAME -> {
                var local = checked(terminal, () -> ClusterCommand.config(flags, config, main.getName()));
                yield ClusterCommand.run(local, environment, terminal.getOut());
            }
            default -> {
                UnknownVariables.warn(settings, environment.keySet());
                yield Serve.start(application(terminal, config), begin, terminal);
            }
        };
    }

    private Application application(CommandLine terminal, WingbeatConfig config) {
        return checked(terminal, () -> Application.of(config, declare));
    }

    private static int print(CommandLine terminal, String text) {
        terminal.getOut().print(text);
        terminal.getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    /** Returns the flags, which may stand before and behind the command's name, without those that were not given. */
    private static Map<String, String> flags(ParseResult parsed, ParseResult command) {
        var flags = new LinkedHashMap<String, String>();
        for (ParseResult part : new ParseResult[] {parsed, command}) {
            part.matchedOptions().forEach(option -> flags.put(option.longestName(), option.<String>getValue()));
        }
        return flags;
    }

    private static <T> T checked(CommandLine terminal, Supplier<T> config) {
        try {
            return config.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(terminal, String.valueOf(e.getMessage()), e);
        }
    }

    private static int complain(ParameterException problem) {
        String text = problem instanceof UnmatchedArgumentException unmatched
                ? unmatched.getUnmatched().getFirst() + " (expected: " + names(problem.getCommandLine())
                        + " or a flag of --help)"
                : String.valueOf(problem.getMessage()).lines().findFirst().orElse("bad arguments");
        var err = problem.getCommandLine().getErr();
        err.println("wingbeat: " + text);
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static String names(CommandLine line) {
        CommandLine top = line.getParent() == null ? line : line.getParent();
        return String.join(", ", top.getSubcommands().keySet());
    }
}

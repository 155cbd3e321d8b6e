package dev.wingbeat.app;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.Version;
import dev.wingbeat.config.ConfigException;
import dev.wingbeat.config.Guess;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line of an application. A bad argument ends in one line on standard error, a bad configuration in one line for each problem, and both in exit status 2.
 *
 * <p>Internal seam.
 *
 * @param main the class whose main method runs it
 * @param settings what can be set, in the order of the help
 * @param declare declares the application
 * @param others the commands beside those that every application has
 */
public record Commands(Class<?> main, List<Setting<?>> settings, Consumer<Application> declare, List<Command> others) {

    /** Makes the command line of an application with settings of its own. */
    static Commands of(Class<?> main, List<ApplicationSetting<?>> own, Consumer<Application> declare) {
        return new Commands(main, with(own), declare, List.of());
    }

    /** Returns everything that can be set in an application with settings of its own. */
    static List<Setting<?>> with(List<ApplicationSetting<?>> own) {
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
        return List.copyOf(settings);
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
        List<Command> all = all(environment);
        var line = new CommandLine(
                all.getFirst().spec(bare("wingbeat", "A realtime hub that speaks the Phoenix Channels protocol.")));
        all.forEach(command -> line.addSubcommand(command.spec(bare(command.name(), command.description()))));
        return line.setUsageHelpLongOptionsMaxWidth(28)
                .setUsageHelpWidth(110)
                .setExecutionStrategy(parsed -> run(all, parsed))
                .setParameterExceptionHandler((problem, given) -> complain(problem));
    }

    /** Logs by a logger that is no constant: one that is made before {@link #run} comes from another log manager. */
    private static void warn(List<String> lines) {
        System.Logger logger = System.getLogger(Serve.class.getName());
        lines.forEach(line -> logger.log(WARNING, line));
    }

    /** Makes all commands, in the order of the help; the first is what happens without a command. */
    private List<Command> all(Map<String, String> environment) {
        Instant begin = Instant.now();
        var all = new ArrayList<Command>();
        all.add(command(
                "serve",
                "Serves the application: what happens without a command.",
                environment,
                (loaded, flags, terminal) -> {
                    warn(loaded.table().unknown(environment.keySet()));
                    return Serve.start(loaded, Application.of(loaded.config(), declare), begin, terminal);
                }));
        all.add(new HubCommand(
                ClusterCommand.NAME,
                "Serves the application by several nodes on this machine.",
                settings,
                environment,
                ClusterCommand::spec,
                (loaded, flags, terminal) -> ClusterCommand.run(
                        ClusterCommand.config(flags, loaded.config(), main.getName()),
                        environment,
                        terminal.getOut())));
        all.add(command(
                DevCommand.NAME,
                "Serves the application while it is written: compiles and starts it anew when a file changes.",
                environment,
                (loaded, flags, terminal) ->
                        DevCommand.run(DevCommand.config(flags, loaded.config(), main.getName()), terminal.getOut())));
        all.add(command(
                "routes",
                "Prints what would be served, and where.",
                environment,
                (loaded, flags, terminal) -> print(
                        terminal,
                        Application.of(loaded.config(), declare).routes().toString())));
        all.add(new ConfigCommand(SettingsTable.of(settings), environment, declare));
        all.add(new DoctorCommand(SettingsTable.of(settings), environment, declare));
        all.addAll(others);
        all.add(new JvmFlagsCommand());
        return all;
    }

    private Command command(
            String name, String description, Map<String, String> environment, HubCommand.Action action) {
        return new HubCommand(name, description, settings, environment, UnaryOperator.identity(), action);
    }

    private static CommandSpec bare(String name, String description) {
        var spec = CommandSpec.create().name(name).version("Wingbeat " + Version.text());
        spec.mixinStandardHelpOptions(true);
        spec.usageMessage().description(description).sortOptions(false).abbreviateSynopsis(true);
        return spec;
    }

    private static int run(List<Command> all, ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        Serve.stopWithParent();
        ParseResult given = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
        CommandLine terminal = given.commandSpec().commandLine();
        Command command = all.stream()
                .filter(each -> each.name().equals(given.commandSpec().name()))
                .findFirst()
                .orElse(all.getFirst());
        try {
            return command.run(parsed, given, terminal);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(terminal, String.valueOf(e.getMessage()), e);
        }
    }

    /** Prints the argument file for the JVM of a hub. */
    private record JvmFlagsCommand() implements Command {

        @Override
        public String name() {
            return JvmFlags.NAME;
        }

        @Override
        public String description() {
            return "Prints the flags for the JVM of a hub, as a file for java @FILE.";
        }

        @Override
        public CommandSpec spec(CommandSpec bare) {
            return bare;
        }

        @Override
        public int run(ParseResult all, ParseResult command, CommandLine terminal) {
            return print(terminal, JvmFlags.file());
        }
    }

    private static int print(CommandLine terminal, String text) {
        terminal.getOut().print(text);
        terminal.getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    /** Returns whether a stream, 1 or 2, is a terminal. The JDK's own answer is another one in each of its versions. */
    public static boolean isTerminal(int stream) {
        try {
            return new ProcessBuilder("sh", "-c", "test -t " + stream)
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no shell, no terminal that we know
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int complain(ParameterException problem) {
        var err = problem.getCommandLine().getErr();
        if (problem.getCause() instanceof ConfigException everything) {
            everything.lines().forEach(err::println);
            err.flush();
            return CommandLine.ExitCode.USAGE;
        }
        String text = problem instanceof UnmatchedArgumentException unmatched
                ? unknown(unmatched.getUnmatched().getFirst(), problem.getCommandLine())
                : String.valueOf(problem.getMessage()).lines().findFirst().orElse("bad arguments");
        err.println("wingbeat: " + text);
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static String unknown(String argument, CommandLine line) {
        CommandLine top = line.getParent() == null ? line : line.getParent();
        Set<String> commands = top.getSubcommands().keySet();
        String otherwise = " (expected: " + String.join(", ", commands) + " or a flag of --help)";
        if (!argument.startsWith("--")) {
            return argument + Guess.of(argument, commands, otherwise);
        }
        String flag = argument.split("=", 2)[0];
        if (top.getCommandSpec().optionsMap().containsKey(flag)) {
            return argument + " (expected: not with the command " + line.getCommandName() + ")";
        }
        List<String> flags = line.getCommandSpec().optionsMap().keySet().stream()
                .filter(name -> name.startsWith("--"))
                .map(name -> name.substring(2))
                .toList();
        return argument + Guess.of(flag.substring(2), flags, otherwise).replace("did you mean ", "did you mean --");
    }
}

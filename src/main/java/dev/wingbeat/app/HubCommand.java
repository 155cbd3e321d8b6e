package dev.wingbeat.app;

import dev.wingbeat.app.ConfigReader.Loaded;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * A command about the application: it takes everything that can be set.
 *
 * @param settings what can be set, in the order of the help
 * @param environment the variables that may set it, too
 * @param change what its command line has more, or less
 */
record HubCommand(
        String name,
        String description,
        List<Setting<?>> settings,
        Map<String, String> environment,
        UnaryOperator<CommandSpec> change,
        Action action)
        implements Command {

    /** Runs the command, once the settings have been read. Returns the exit status. */
    interface Action {
        int run(Loaded loaded, Map<String, String> flags, CommandLine terminal);
    }

    @Override
    public CommandSpec spec(CommandSpec bare) {
        settings.forEach(setting -> bare.addOption(option(setting)));
        return change.apply(bare);
    }

    static OptionSpec option(Setting<?> setting) {
        String preset = "Default: " + setting.shownPreset() + ". Variable: " + setting.variable();
        return Setting.option(setting.type(), setting.flag(), setting.meaning() + ".", preset)
                .build();
    }

    @Override
    public int run(ParseResult all, ParseResult command, CommandLine terminal) {
        Map<String, String> flags = flags(all, command);
        Loaded loaded = ConfigReader.read(SettingsTable.of(settings), ConfigReader.Input.of(flags, environment));
        return action.run(loaded, flags, terminal);
    }

    /** Makes the configuration of what stands on a command line, and of the file that it may name. */
    static WingbeatConfig config(List<Setting<?>> settings, List<String> words) {
        var spec = CommandSpec.create();
        settings.forEach(setting -> spec.addOption(option(setting)));
        try {
            ParseResult parsed = new CommandLine(spec).parseArgs(words.toArray(String[]::new));
            var input = new ConfigReader.Input(flags(parsed, parsed), Map.of(), null);
            return ConfigReader.read(SettingsTable.of(settings), input).config();
        } catch (ParameterException e) {
            throw new IllegalArgumentException(e.getMessage() + " (expected: flags of --help)", e);
        }
    }

    /** Returns the flags, which may stand before and behind the command's name, without those that were not given. */
    static Map<String, String> flags(ParseResult all, ParseResult command) {
        var flags = new LinkedHashMap<String, String>();
        for (ParseResult part : List.of(all, command)) {
            part.matchedOptions().forEach(option -> flags.put(option.longestName(), option.<String>getValue()));
        }
        return flags;
    }
}

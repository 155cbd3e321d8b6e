package dev.wingbeat.support.process;

import dev.wingbeat.app.WingbeatConfig;
import dev.wingbeat.cli.Main;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ParseResult;

/** The flags and variables of {@code serve}, for the programs of the tests. */
public final class HubFlags {

    private HubFlags() {}

    /** Reads arguments as {@code serve} does; a variable or default that is no flag comes from {@code environment}. */
    public static WingbeatConfig parse(Map<String, String> environment, String... arguments) {
        var line = new ArrayList<>(List.of("serve"));
        line.addAll(List.of(arguments));
        ParseResult parsed = Main.COMMANDS
                .commandLine(environment)
                .parseArgs(line.toArray(String[]::new))
                .subcommand();
        var flags = new LinkedHashMap<String, String>();
        parsed.matchedOptions().forEach(option -> flags.put(option.longestName(), option.<String>getValue()));
        return WingbeatConfig.of(flags, environment);
    }
}

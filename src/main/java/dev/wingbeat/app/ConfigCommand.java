package dev.wingbeat.app;

import dev.wingbeat.app.ConfigReader.Input;
import dev.wingbeat.app.ConfigReader.Loaded;
import dev.wingbeat.config.Commented;
import dev.wingbeat.config.JsonSchema;
import dev.wingbeat.config.LiveConfig.Shown;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command {@code config}: says whether the configuration is right, what it is, and what it might be.
 *
 * @param declare declares the application, whose mounts have limits of their own
 */
record ConfigCommand(SettingsTable table, Map<String, String> environment, Consumer<Application> declare)
        implements Command {

    private static final List<String> ACTIONS = List.of("check", "print", "default", "schema");

    @Override
    public String name() {
        return "config";
    }

    @Override
    public String description() {
        return "Checks or prints the configuration, a commented file with the defaults, or its JSON Schema.";
    }

    @Override
    public CommandSpec spec(CommandSpec bare) {
        table.settings().forEach(setting -> bare.addOption(HubCommand.option(setting)));
        return bare.addPositional(PositionalParamSpec.builder()
                        .index("0")
                        .type(String.class)
                        .paramLabel("ACTION")
                        .description("check: whether everything is right. print: what counts, and where it is from;"
                                + " secrets are hidden. default: a commented file. schema: a JSON Schema for editors.")
                        .build())
                .addPositional(PositionalParamSpec.builder()
                        .index("1")
                        .arity("0..1")
                        .type(String.class)
                        .paramLabel("FILE")
                        .description("With check and print: in place of that of --config.")
                        .build());
    }

    @Override
    public int run(ParseResult all, ParseResult command, CommandLine terminal) {
        String action = command.matchedPositionalValue(0, "");
        PrintWriter out = terminal.getOut();
        switch (action) {
            case "check" -> check(read(all, command), out);
            case "print" -> print(read(all, command), out);
            case "default" -> out.print(Commented.of(table.keys()));
            case "schema" -> out.print(JsonSchema.of(table.keys()));
            default ->
                throw new IllegalArgumentException("config: " + (action.isEmpty() ? "nothing" : action) + " (expected: "
                        + String.join(", ", ACTIONS) + ")");
        }
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private Loaded read(ParseResult all, ParseResult command) {
        var flags = new LinkedHashMap<>(HubCommand.flags(all, command));
        String file = command.matchedPositionalValue(1, "");
        if (!file.isEmpty()) {
            flags.put(Settings.CONFIG.flag(), file);
        }
        return ConfigReader.read(table, Input.of(flags, environment));
    }

    private void check(Loaded loaded, PrintWriter out) {
        var unused = Application.of(loaded.config(), declare);
        table.unknown(environment.keySet()).forEach(line -> out.println("warning: " + line));
        Path file = loaded.config().file();
        out.println((file == null ? "no file" : file.toString()) + ": ok");
    }

    private void print(Loaded loaded, PrintWriter out) {
        for (Shown value : table.shown(loaded.given())) {
            out.println(value.name() + ": " + value.text() + "  # " + value.source());
        }
    }
}

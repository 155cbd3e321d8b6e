package dev.wingbeat.cli;

import dev.wingbeat.app.Command;
import dev.wingbeat.scaffold.Addition;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code gen}: a channel, socket, presence or room for a project. */
final class GenCommand implements Command {

    private static final String APPLY = "--apply";
    private static final String PACKAGE = "--package";
    private static final String TOPIC = "--topic";

    private static final String KINDS = Arrays.stream(Addition.Kind.values())
            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));

    @Override
    public String name() {
        return "gen";
    }

    @Override
    public String description() {
        return "Generates a channel, a socket, a presence or a room in a project, with its test.";
    }

    @Override
    public CommandSpec spec(CommandSpec command) {
        command.addPositional(Writing.positional(
                "KIND",
                0,
                "channel: what happens in the topics of a pattern.",
                "socket: who may connect, by a token.",
                "presence: who is there.",
                "room: a game with a tick and a state, on one node for players on all of them."));
        command.addPositional(
                Writing.positional("NAME", 1, "Name of the type without its kind, such as Room for RoomChannel."));
        command.addOption(Writing.option(
                PACKAGE, "NAME", "Package of the sources.", "Default: that of the source with the marker"));
        command.addOption(
                Writing.option(TOPIC, "PATTERN", "Topics of a channel, such as room:*.", "Default: the name and :*"));
        command.addOption(Writing.flag(APPLY, "Also inserts the missing line before its marker."));
        Writing.addTo(command, "Folder of the project.");
        command.usageMessage()
                .footer(
                        "",
                        "Existing files are not changed, except for the line that --apply inserts. All files are written, or none.");
        return command;
    }

    @Override
    public int run(ParseResult all, ParseResult command, CommandLine terminal) {
        Writing.refuseFlagsOfServe(all, name());
        Addition.Kind kind = kind(Writing.word(command, 0, "kind", "one of " + KINDS));
        String topic = command.matchedOptionValue(TOPIC, null);
        if (topic != null && kind != Addition.Kind.CHANNEL) {
            throw new IllegalArgumentException(TOPIC + ": " + topic + " (expected: with gen channel only)");
        }
        var wish = new Addition.Wish(
                kind,
                Writing.word(command, 1, "name", "a name such as Room"),
                command.matchedOptionValue(PACKAGE, null),
                topic);
        return Writing.run(command, terminal, () -> {
            var addition = Addition.of(Writing.folder(command), wish);
            return new Writing.Plan(addition.files(), () -> {
                boolean apply = command.hasMatchedOption(APPLY);
                if (apply) {
                    addition.writeAndApply();
                } else {
                    addition.write();
                }
                print(addition, apply, terminal.getOut());
            });
        });
    }

    private static void print(Addition addition, boolean applied, PrintWriter out) {
        addition.files().forEach(file -> out.println("written  " + file));
        String file = addition.markedFile();
        if (applied) {
            out.printf("changed  %s: one line more%n%n    %s%n%n", file, addition.statement());
        } else if (file == null) {
            out.printf(
                    "%nOne line is missing, where your application declares what it serves:%n%n    %s%n%n",
                    addition.statement());
        } else {
            out.printf(
                    "%nOne line is missing, in %s before %s:%n%n    %s%n%n",
                    file, addition.marker(), addition.statement());
        }
        out.println(addition.next());
        out.flush();
    }

    private static Addition.Kind kind(String word) {
        return Arrays.stream(Addition.Kind.values())
                .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("kind: " + word + " (expected: one of " + KINDS + ")"));
    }
}

package dev.wingbeat.cli;

import dev.wingbeat.scaffold.TakenException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The common part of commands that write files: {@code --dir}, {@code --dry-run}, and how they fail. */
final class Writing {

    private static final String DIR = "--dir";
    private static final String DRY_RUN = "--dry-run";

    private Writing() {}

    /**
     * The steps that would be taken.
     *
     * @param files what would be written
     * @param write writes it, and says so
     */
    record Plan(List<String> files, Runnable write) {}

    static void addTo(CommandSpec command, String folder) {
        command.addOption(option(DIR, "FOLDER", folder, "Default: this one"));
        command.addOption(flag(DRY_RUN, "Lists the files, and writes none."));
    }

    static OptionSpec option(String name, String label, String... description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }

    static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0")
                .description(description)
                .build();
    }

    static PositionalParamSpec positional(String label, int index, String... description) {
        return PositionalParamSpec.builder()
                .paramLabel(label)
                .index(String.valueOf(index))
                .arity("0..1")
                .type(String.class)
                .description(description)
                .build();
    }

    /** Returns a word of the command line. */
    static String word(ParseResult command, int index, String meaning, String expected) {
        @Nullable String word = command.matchedPositionalValue(index, null);
        if (word == null) {
            throw new IllegalArgumentException("no " + meaning + " (expected: " + expected + ")");
        }
        return word;
    }

    static void refuseFlagsOfServe(ParseResult all, String command) {
        all.matchedOptions().stream().findFirst().ifPresent(option -> {
            throw new IllegalArgumentException(
                    option.longestName() + " (expected: not with the command " + command + ")");
        });
    }

    static Path folder(ParseResult command) {
        Path folder = Path.of(command.matchedOptionValue(DIR, "."));
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(DIR + ": " + folder + " (expected: a folder)");
        }
        return folder;
    }

    /** Does what is planned, or lists it. Returns the exit status: 1, with one line of why, when it cannot be done. */
    static int run(ParseResult command, CommandLine terminal, Supplier<Plan> planned) {
        try {
            Plan plan = planned.get();
            if (command.hasMatchedOption(DRY_RUN)) {
                plan.files.forEach(terminal.getOut()::println);
                terminal.getOut().flush();
            } else {
                plan.write.run();
            }
            return 0;
        } catch (TakenException e) {
            return failed(terminal, String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            return failed(terminal, "cannot be written: " + e.getCause());
        }
    }

    private static int failed(CommandLine terminal, String why) {
        terminal.getErr().println("wingbeat: " + why);
        terminal.getErr().flush();
        return 1;
    }
}

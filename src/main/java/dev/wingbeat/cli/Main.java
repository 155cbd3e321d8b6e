package dev.wingbeat.cli;

import dev.wingbeat.app.Commands;
import dev.wingbeat.app.Settings;
import dev.wingbeat.sample.SampleHub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Runs the sample application, writes what an application of one's own begins with, and puts load on any server that speaks the
 * protocol. Internal seam.
 */
public final class Main {

    /** The command line of the executable jar. */
    public static final Commands COMMANDS = new Commands(
            Main.class,
            Settings.ALL,
            SampleHub::declare,
            List.of(
                    new NewCommand(),
                    new GenCommand(),
                    new TokenCommand(System.getenv(), Main::input),
                    new BenchCommand()));

    private Main() {}

    private static String input() {
        try {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the command that the arguments name, {@code serve} when they name none. */
    public static void main(String[] arguments) {
        COMMANDS.run(arguments);
    }
}

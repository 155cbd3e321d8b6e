package dev.wingbeat.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** What a command of the executable jar has printed, and its exit status. */
record Ran(int status, String out, String err) {

    /** Runs a command in this JVM. */
    static Ran of(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int status = Main.COMMANDS
                .commandLine(Map.of())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Ran(status, out.toString(), err.toString());
    }
}

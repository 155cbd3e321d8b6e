package dev.wingbeat.app;

import dev.wingbeat.local.DevConfig;
import dev.wingbeat.local.DevLoop;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command {@code dev}: serves an application while it is written, and serves it anew after each change. */
final class DevCommand {

    static final String NAME = "dev";

    private DevCommand() {}

    /**
     * Makes of the configuration of what is served that of the loop around it.
     *
     * @throws IllegalArgumentException when this JVM was not started in a project's folder
     */
    static DevConfig config(Map<String, String> flags, WingbeatConfig config, String main) {
        var passed = new ArrayList<String>();
        flags.forEach((flag, value) -> {
            if (!flag.equals("--secret-key-base")) { // a variable: lists of processes show flags
                passed.add(flag + "=" + value);
            }
        });
        return new DevConfig(
                Path.of("").toAbsolutePath(),
                java(),
                System.getProperty("java.class.path"),
                main,
                passed,
                // one secret for all starts: tokens that clients have stay good
                Map.of(
                        "WINGBEAT_SECRET_KEY_BASE",
                        config.endpoint().secretKeyBase(),
                        "WINGBEAT_SECRET_KEY_BASE_FILE",
                        ""));
    }

    static int run(DevConfig config, PrintWriter out) {
        try {
            return DevLoop.run(config, out);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** Returns the command of a JVM that is quick to start, which is what one waits for. */
    private static List<String> java() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JvmFlags.inherited());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-D" + Serve.STOP_WITH_PARENT + "=true"));
        return command;
    }
}

package dev.wingbeat.support.lan;

import static java.lang.System.Logger.Level.INFO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.process.JavaCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;

/** Runs a test's program in a namespace, since a JVM cannot change its own. */
public final class NamespaceProgram {

    private static final System.Logger LOGGER = System.getLogger(NamespaceProgram.class.getName());
    private static final int TOLD = 15;

    private NamespaceProgram() {}

    /** Fails with the last lines of what the program has printed, unless it ends in time and with status 0. */
    public static void run(String namespace, int seconds, List<String> flags, Class<?> main, List<String> arguments)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(Namespaces.in(namespace));
        command.addAll(JavaCommand.likeThis(flags, main));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            var last = new ConcurrentLinkedDeque<String>();
            Thread reader = Thread.ofVirtual()
                    .start(() -> process.inputReader().lines().forEach(line -> {
                        LOGGER.log(INFO, line);
                        last.add(line);
                        if (last.size() > TOLD) {
                            last.remove();
                        }
                    }));
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            assertTrue(ended, () -> "no end in " + seconds + " s: " + String.join("\n", last));
            reader.join();
            assertEquals(0, process.exitValue(), () -> String.join("\n", last));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}

package dev.wingbeat.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.support.process.JavaCommand;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The log manager in an application that is not started by {@link Serve}. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LastingLogManagerTest {

    @Test
    void shutdownHookIsLogged() throws Exception {
        List<String> printed = run(LastingLogManager.class.getName());
        assertEquals(
                1,
                printed.stream().filter(line -> line.contains(Ending.LAST_WORD)).count(),
                printed::toString);
    }

    private static List<String> run(String manager) throws Exception {
        var process = new ProcessBuilder(JavaCommand.of(
                        List.of("-D" + LastingLogManager.PROPERTY + "=" + manager), Ending.class.getName()))
                .redirectErrorStream(true)
                .start();
        List<String> printed = process.inputReader().lines().toList();
        assertEquals(0, process.waitFor(), printed::toString);
        return printed;
    }

    /** Logs in a shutdown hook, behind whatever else the JVM does then. */
    static final class Ending {

        static final String LAST_WORD = "the last word";

        private Ending() {}

        public static void main(String[] arguments) {
            System.Logger logger = System.getLogger(Ending.class.getName());
            LastingLogManager.last();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                java.util.logging.LogManager.getLogManager()
                        .reset(); // as the JDK does, in a hook of its own at the same time
                logger.log(System.Logger.Level.INFO, LAST_WORD);
                LastingLogManager.flush();
            }));
        }
    }
}

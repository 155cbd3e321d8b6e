package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Ports;
import dev.wingbeat.support.process.JavaCommand;
import io.vertx.core.VertxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an application that joins a cluster by code gets to read, in a JVM of its own, with the JDK's logging as it is. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HazelcastLogTest {

    private static final String HAZELCAST = "com.hazelcast";

    @Test
    void hazelcastIsSilentByDefault() throws Exception {
        List<String> printed = run(List.of());
        assertTrue(printed.stream().anyMatch(line -> line.contains("members: 1")), printed::toString);
        assertEquals(
                List.of(),
                printed.stream().filter(line -> line.contains(HAZELCAST)).toList());
    }

    @Test
    void hazelcastIsLoggedByWhoeverConfiguresIt(@TempDir Path folder) throws Exception {
        Path config = Files.writeString(folder.resolve("logging.properties"), """
                handlers=java.util.logging.ConsoleHandler
                com.hazelcast.level=INFO
                """);
        List<String> printed = run(List.of("-Djava.util.logging.config.file=" + config));
        assertTrue(printed.stream().anyMatch(line -> line.contains(HAZELCAST + ".system")), printed::toString);
    }

    private static List<String> run(List<String> options) throws Exception {
        var command = JavaCommand.likeThis(options, Joining.class);
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> printed = process.inputReader().lines().toList();
        assertEquals(0, process.waitFor(), printed::toString);
        return printed;
    }

    /** Begins a cluster of one node and leaves it. */
    static final class Joining {

        private Joining() {}

        public static void main(String[] arguments) {
            int port = Ports.unused(); // Hazelcast warns where the first port that it tries is taken, as others here
            // may do
            Consumer<ClusterOptions> config =
                    cluster -> cluster.name("log-" + ProcessHandle.current().pid())
                            .members(List.of("127.0.0.1:" + port))
                            .host("127.0.0.1")
                            .port(port)
                            .busPort(0);
            Cluster.join(new VertxOptions(), config)
                    .compose(cluster -> cluster.vertx().close())
                    .await();
        }
    }
}

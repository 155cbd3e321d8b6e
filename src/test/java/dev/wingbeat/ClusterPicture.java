package dev.wingbeat;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.support.process.HubProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Makes the picture of the local cluster in the README, when asked by {@code mvn test -Dtest=ClusterPicture}. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClusterPicture {

    private static final int PORT = 4000;
    private static final long BETWEEN_SHOUTS_MILLIS = 100;

    @Test
    void threeNodesOneOfThemKilledAndStartedAgain() throws Exception {
        try (var cluster = HubProcess.startInTerminal("cluster", "--nodes=3")) {
            cluster.await("node 3 .* 3 members");
            var done = new CountDownLatch(1);
            try (var ann = member(PORT);
                    var bob = member(PORT + 2)) {
                Thread talk = Thread.ofVirtual().start(() -> talk(ann, done));
                bob.nextText();
                cluster.await("node 3 .* 1 connection .* [1-9]\\d*\\.\\d received");
                cluster.type("kill 2");
                cluster.await("node 3 .* 2 members .* [1-9]\\d*\\.\\d received");
                cluster.type("start 2");
                cluster.await("node 2 .* ready .* 3 members");
                cluster.await("node 3 .* 3 members");
                done.countDown();
                talk.join();
            }
            Files.writeString(Path.of("src", "docs", "cluster.svg"), TerminalPicture.svg(shown(cluster.readLines())));
            cluster.type("quit");
        }
    }

    private static List<String> shown(List<String> lines) {
        return lines.stream().map(String::stripTrailing).toList();
    }

    private static WebSocketProbe member(int port) {
        var member = WebSocketProbe.open(port, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0&name=Ann"));
        member.sendJson("['1','1','room:lobby','phx_join',{}]");
        assertTrue(member.nextText().contains("\"ok\""));
        return member;
    }

    private static void talk(WebSocketProbe client, CountDownLatch done) {
        try {
            while (!done.await(BETWEEN_SHOUTS_MILLIS, TimeUnit.MILLISECONDS)) {
                client.sendJson("['1','2','room:lobby','shout',{'body':'hello'}]");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.wingbeat.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.client.ClientChannel;
import dev.wingbeat.client.ClientMessage;
import dev.wingbeat.client.PhoenixClient;
import dev.wingbeat.support.Ports;
import dev.wingbeat.support.process.HubProcess;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An application of somebody's own: its flags, its hooks, its cluster, its players. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ArenaTest {

    private static final String SECRET = "a secret of at least twenty bytes";
    private static final int SECONDS = 60;

    /** A player in the lobby, with what has come. */
    private record Player(PhoenixClient client, ClientChannel lobby, BlockingQueue<ClientMessage> came)
            implements AutoCloseable {

        static Player come(int port, String name) throws Exception {
            String token = Arena.tokens(SECRET).sign(name);
            PhoenixClient client = ArenaTest.client(port, token);
            client.connect().get(SECONDS, TimeUnit.SECONDS);
            var came = new LinkedBlockingQueue<ClientMessage>();
            ClientChannel lobby = client.channel(Arena.LOBBY).onMessage(came::add);
            lobby.join().get(SECONDS, TimeUnit.SECONDS);
            return new Player(client, lobby, came);
        }

        void awaitEvent(String event) throws InterruptedException {
            @Nullable ClientMessage next;
            do {
                next = came.poll(SECONDS, TimeUnit.SECONDS);
                assertTrue(next != null, event + " (expected: to come)");
            } while (!next.event().equals(event));
        }

        @Override
        public void close() {
            client.close();
        }
    }

    private static PhoenixClient client(int port, String token) {
        return PhoenixClient.builder(URI.create("ws://localhost:" + port + "/socket"))
                .params(() -> Map.of("token", token))
                .build();
    }

    private static HubProcess start(String... arguments) throws IOException {
        return HubProcess.startProgram(Arena.class.getName(), arguments);
    }

    @Test
    void playersWithTokensMeetAndHooksRunInOrder() throws Exception {
        try (var arena = start("--port=0", "--secret-key-base=" + SECRET)) {
            int port = Integer.parseInt(arena.await("^open on port (\\d+)$").group(1));
            arena.await("^Wingbeat .* ready in ");
            arena.await("WS +/socket/websocket +PlayerSocket$");
            PhoenixClient stranger = client(port, "forged");
            var refused = assertThrows(
                    ExecutionException.class, () -> stranger.connect().get(SECONDS, TimeUnit.SECONDS));
            assertTrue(refused.getMessage().contains("403"), refused.getMessage());
            stranger.close();
            try (Player ann = Player.come(port, "Ann");
                    Player bob = Player.come(port, "Bob")) {
                ann.awaitEvent("match");
                bob.awaitEvent("match");
                ClientChannel chat = bob.client().channel("chat:all");
                var said = new LinkedBlockingQueue<ClientMessage>();
                chat.onMessage(said::add).join().get(SECONDS, TimeUnit.SECONDS);
                chat.push("say", Map.of("text", "hello")).get(SECONDS, TimeUnit.SECONDS);
                ClientMessage heard = said.poll(SECONDS, TimeUnit.SECONDS);
                assertTrue(heard != null, "said (expected: to come)");
                assertEquals("Bob", heard.payload().json().getString("by"));
                arena.terminate();
                ann.awaitEvent("closing");
            }
            arena.await("^closing$");
            arena.await("^closed$");
            assertEquals(0, arena.exitStatus());
        }
    }

    @Test
    void ownSettingsAreFlagsLikeOthers() throws Exception {
        try (var arena = start("--players=11")) {
            assertEquals(2, arena.exitStatus());
            assertEquals(
                    "wingbeat: --players: 11 (expected: a number from 2 to 10)",
                    arena.errorLines().getLast());
        }
        try (var arena = start("--help")) {
            arena.await("--players=N +Players of a match\\.");
            arena.await("Default: 2. Variable: WINGBEAT_PLAYERS");
            assertEquals(0, arena.exitStatus());
        }
        try (var arena = start("routes")) {
            arena.await("WS +/socket/websocket +PlayerSocket$");
            assertEquals(0, arena.exitStatus());
        }
    }

    @Test
    void itsClusterIsOfItsOwnNodes() throws Exception {
        int port = Ports.unused(3);
        try (var arena = start(
                "cluster",
                "--nodes=3",
                "--players=3",
                "--port=" + port,
                "--management-port=" + Ports.unused(3),
                "--cluster-port=" + Ports.unused(3),
                "--secret-key-base=" + SECRET)) {
            arena.await(" \\| http://localhost:\\d+  ready +3 members");
            try (Player ann = Player.come(port, "Ann");
                    Player bob = Player.come(port + 1, "Bob");
                    Player eve = Player.come(port + 2, "Eve")) {
                ann.awaitEvent("match");
                bob.awaitEvent("match");
                eve.awaitEvent("match");
            }
            arena.type("quit");
            assertEquals(0, arena.exitStatus());
        }
    }
}

package dev.wingbeat.cli;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.client.ClientChannel;
import dev.wingbeat.client.PhoenixClient;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.Ports;
import dev.wingbeat.support.process.HubProcess;
import dev.wingbeat.support.process.JavaCommand;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code dev} in a project that {@code new} has written, and a client that stays. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DevTest {

    private static final Map<String, String> HELLO = Map.of("text", "hello");

    @TempDir
    Path parent;

    private final int port = Ports.unused();
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final BlockingQueue<Payload> rejoined = new LinkedBlockingQueue<>();
    private WrittenProject project;
    private HubProcess dev;

    @BeforeEach
    void begin() throws Exception {
        project = WrittenProject.in(parent);
        Path classes = project.folder().resolve("target/classes");
        project.compile(classes);
        dev = HubProcess.startIn(project.folder(), command(classes));
    }

    @AfterEach
    void end() {
        dev.close();
    }

    /** Starts it as Maven does: its own classes, and those of Wingbeat. */
    private List<String> command(Path classes) {
        var command = JavaCommand.likeThis(List.of("-Dwingbeat.stopWithParent=true"), "com.acme.chat.Main");
        String ours = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        command.set(command.indexOf("-cp") + 1, classes + File.pathSeparator + ours);
        command.addAll(List.of("dev", "--port", String.valueOf(port)));
        return command;
    }

    private PhoenixClient client() {
        return PhoenixClient.builder(URI.create("ws://localhost:" + port + "/socket"))
                .params(() -> Map.of("name", "Ann"))
                .reconnect(Duration.ofMillis(50), Duration.ofMillis(500))
                .build();
    }

    private void edit(String old, String replacement) throws Exception {
        Path channel = project.source("ChatChannel");
        String before = Files.readString(channel);
        assertTrue(before.contains(old), before);
        Files.writeString(channel, before.replace(old, replacement));
    }

    private String heard(ClientChannel room) throws Exception {
        room.push("say", HELLO).get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        return requireNonNull(said.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS), "said");
    }

    @Test
    void changeIsServedAndClientsComeBackByThemselves() throws Exception {
        dev.await("dev: compiled in ");
        assertEquals(port, dev.port());
        try (var client = client()) {
            client.connect().get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            ClientChannel room = client.channel("chat:lobby");
            room.on("said", message -> said.add(message.payload().json().getString("text")));
            room.onRejoined(rejoined::add);
            room.join().get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertEquals("hello", heard(room));

            edit("say.text())", "say.text() + \" from here\")");
            dev.await("dev: changed: ChatChannel.java");
            requireNonNull(rejoined.poll(2 * Patience.LIMIT.toSeconds(), TimeUnit.SECONDS), "rejoined");
            assertEquals("hello from here", heard(room));

            edit("\" from here\"", "no such name");
            dev.await("dev: cannot be compiled, so what runs is as it was");
            assertEquals("hello from here", heard(room));
            assertEquals(0, rejoined.size());

            edit("no such name", "\" again\"");
            requireNonNull(rejoined.poll(2 * Patience.LIMIT.toSeconds(), TimeUnit.SECONDS), "rejoined");
            assertEquals("hello again", heard(room));

            Path settings = project.folder().resolve("wingbeat.yaml");
            Files.writeString(settings, "max-chanels: 5");
            dev.await("dev: changed: wingbeat.yaml");
            dev.await("dev: has ended with status 2");
            Files.writeString(settings, "max-channels: 5");
            requireNonNull(rejoined.poll(2 * Patience.LIMIT.toSeconds(), TimeUnit.SECONDS), "rejoined");
            assertEquals("hello again", heard(room));
        }
        endsWithWhatItHasStarted();
    }

    private void endsWithWhatItHasStarted() throws Exception {
        var served = new ArrayList<>(dev.descendants());
        assertEquals(1, served.size());
        dev.terminate();
        assertEquals(143, dev.exitStatus());
        assertFalse(served.getFirst().isAlive());
    }
}

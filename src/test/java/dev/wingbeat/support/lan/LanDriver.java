package dev.wingbeat.support.lan;

import dev.wingbeat.support.process.JavaCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Drives {@link LanClients} from outside the network, by their standard input and output. */
public final class LanDriver {

    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> kept = new ArrayList<>();
    private final PrintWriter commands;
    private final PrintWriter transcript;
    private final Duration patience;

    /**
     * Starts the clients. They end with the network.
     *
     * @param folder where what was said is kept, and what they complain about
     * @param patience the longest wait for a line
     */
    public LanDriver(Lan lan, Path folder, Duration patience) throws IOException {
        this.patience = patience;
        transcript = new PrintWriter(Files.newBufferedWriter(folder.resolve("transcript.log")), true);
        Process process = lan.start(
                Lan.BRIDGE,
                JavaCommand.of(
                        List.of(
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xmx64m",
                                "-Dsun.net.inetaddr.ttl=0",
                                "-Dsun.net.inetaddr.negative.ttl=0"),
                        LanClients.class.getName()),
                builder -> builder.redirectError(folder.resolve("clients.log").toFile()));
        commands = new PrintWriter(process.outputWriter(), true);
        Thread.ofVirtual()
                .name("lines of the clients")
                .start(() -> process.inputReader().lines().forEach(this::heard));
        await("here");
    }

    /** Tells the clients something. */
    public void tell(String... words) {
        String line = String.join(" ", words);
        note("> " + line);
        commands.println(line);
    }

    /** Waits until the clients have said all of this, in any order; each line counts once. */
    public void await(String... expected) {
        var missing = new ArrayList<>(Arrays.asList(expected));
        missing.removeIf(kept::remove);
        while (!missing.isEmpty()) {
            String line = next(missing);
            if (!missing.remove(line)) {
                kept.add(line);
            }
        }
    }

    /** Waits until the clients have said a line that begins so, and returns the rest of it. */
    public String awaitRest(String beginning) {
        for (int i = 0; i < kept.size(); i++) {
            if (kept.get(i).startsWith(beginning)) {
                return kept.remove(i).substring(beginning.length());
            }
        }
        String line = next(List.of(beginning));
        while (!line.startsWith(beginning)) {
            kept.add(line);
            line = next(List.of(beginning));
        }
        return line.substring(beginning.length());
    }

    private void heard(String line) {
        note(line);
        lines.add(line);
    }

    private void note(String line) {
        transcript.println(Instant.now() + " " + line);
    }

    private String next(List<String> missing) {
        try {
            String line = lines.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new AssertionError("nothing for " + patience + ", missing " + missing + ", beside " + kept);
            }
            return line;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted, missing " + missing + ", beside " + kept, e);
        }
    }
}

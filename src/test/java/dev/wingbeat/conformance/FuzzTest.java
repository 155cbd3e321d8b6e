package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.Received;
import dev.wingbeat.support.client.WebSocketProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Sends mutated frames of the vectors. Whatever they are, the server answers or closes with a code that says what was
 * wrong, and a neighbour notices nothing. The seed is new in every run; {@code -Dwingbeat.fuzz.seed=…} repeats one.
 */
class FuzzTest {

    private static final int CONNECTIONS = 400;

    private static final Set<Integer> CODES = Set.of(1002, 1007, 1009, 1011);

    /** All but close, which would be answered with whatever code it has. */
    private static final int[] OPCODES = {0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15};

    private static final String MARKER = "fuzz marker";

    @RegisterExtension
    static final TestServer server = TestServer.ofVectors();

    private static final List<byte[]> FRAMES = new ArrayList<>();

    private final long seed = Long.getLong("wingbeat.fuzz.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @BeforeAll
    static void readFrames() throws IOException {
        for (var file : List.of("ws-v2-text", "ws-v2-binary", "ws-v1")) {
            for (JsonNode vector : read(file).path("cases")) {
                for (JsonNode step : vector.path("steps")) {
                    step.path("send")
                            .forEach(text -> FRAMES.add(text.textValue().getBytes(StandardCharsets.UTF_8)));
                    step.path("send_hex")
                            .forEach(hex -> FRAMES.add(HexFormat.of().parseHex(hex.textValue())));
                }
            }
        }
    }

    private static JsonNode read(String file) throws IOException {
        try (var in = FuzzTest.class.getResourceAsStream("/wire/" + file + ".json")) {
            assertNotNull(in, file);
            return new ObjectMapper().readTree(in);
        }
    }

    @Test
    @Proves({"SER-07", "MSG-07"})
    void mutatedFramesHarmNobodyElse(TestReporter reporter) {
        reporter.publishEntry("seed", String.valueOf(seed));
        var neighbour = server.open();
        neighbour.join("room:neighbour of the fuzz");
        int closed = 0;
        for (int i = 0; i < CONNECTIONS; i++) {
            if (attack(i)) {
                closed++;
            }
            neighbour.send(ClientFrame.ping("p" + i));
            neighbour.expectPong("p" + i);
            neighbour.expectNothingBeforeHeartbeat();
        }
        int count = closed;
        assertTrue(count > 0 && count < CONNECTIONS, () -> "closed: " + count + ", seed " + seed);
        System.gc(); // so that the leak detector, which TestServer asks at the end, sees what was lost
        neighbour.expectNothingBeforeHeartbeat();
    }

    /** Opens a connection, sends a few mutations, and sees what becomes of it; returns whether the server closed it. */
    private boolean attack(int number) {
        boolean v2 = random.nextBoolean();
        var client = server.open("/socket/websocket?vsn=" + (v2 ? "2.0.0" : "1.0.0"));
        boolean broken = false;
        for (int left = 1 + random.nextInt(6); left > 0 && !broken; left--) {
            var frame = frame(mutated(FRAMES.get(random.nextInt(FRAMES.size()))));
            try {
                client.send(frame);
                if (random.nextInt(40) == 0) {
                    client.close();
                    return false;
                }
            } catch (UncheckedIOException closedAlready) {
                broken = true;
            }
        }
        try {
            client.sendJson(
                    v2
                            ? "[null,'" + MARKER + "','phoenix','heartbeat',{}]"
                            : "{'topic':'phoenix','event':'heartbeat','payload':{},'ref':'" + MARKER + "'}");
        } catch (UncheckedIOException closedAlready) {
            broken = true;
        }
        boolean closed = outcome(client, broken, number);
        client.close();
        return closed;
    }

    private boolean outcome(WebSocketProbe client, boolean broken, int number) {
        while (true) {
            switch (client.next()) {
                case Received.Text text -> {
                    if (text.text().contains(MARKER)) {
                        return false;
                    }
                }
                case Received.Close close -> {
                    assertTrue(
                            CODES.contains(close.code()),
                            () -> "close code: " + close.code() + ", connection " + number + ", seed " + seed);
                    return true;
                }
                case Received.End end -> {
                    assertTrue(broken, () -> end.cause() + ", connection " + number + ", seed " + seed);
                    return true;
                }
                case Received.Binary binary -> {}
                case Received.Control control -> {}
            }
        }
    }

    /** Wraps the bytes in a frame, which once in a while is a wrong one. */
    private ClientFrame frame(byte[] bytes) {
        var frame = ClientFrame.of(random.nextInt(4) == 0 ? 2 : 1, bytes);
        return switch (random.nextInt(60)) {
            case 0 -> frame.unmasked();
            case 1 -> frame.withReserved(1 + random.nextInt(7));
            case 2 -> frame.notFinal();
            case 3 -> ClientFrame.of(OPCODES[random.nextInt(OPCODES.length)], bytes);
            case 4 -> frame.announcing(1L << (40 + random.nextInt(24)));
            default -> frame;
        };
    }

    private byte[] mutated(byte[] original) {
        byte[] bytes = original;
        for (int left = random.nextInt(4); left > 0; left--) {
            bytes = mutatedOnce(bytes);
        }
        return bytes;
    }

    private byte[] mutatedOnce(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        var before = HexFormat.of().formatHex(bytes, 0, at);
        var after = HexFormat.of().formatHex(bytes, at, bytes.length);
        byte[] other = FRAMES.get(random.nextInt(FRAMES.size()));
        return HexFormat.of()
                .parseHex(
                        switch (random.nextInt(7)) {
                            case 0 -> before + HexFormat.of().toHexDigits((byte) random.nextInt()) + after;
                            case 1 -> before + after.substring(Math.min(2, after.length()));
                            case 2 -> before;
                            case 3 ->
                                before
                                        + HexFormat.of().toHexDigits((byte) random.nextInt())
                                        + after.substring(Math.min(2, after.length()));
                            case 4 -> before + after + after;
                            case 5 ->
                                before
                                        + HexFormat.of()
                                                .formatHex(other, random.nextInt(other.length + 1), other.length);
                            default ->
                                before
                                        + HexFormat.of()
                                                .formatHex("\"\\[]{},:0e-\u0000é"
                                                        .substring(random.nextInt(11))
                                                        .getBytes(StandardCharsets.UTF_8))
                                        + after;
                        });
    }
}

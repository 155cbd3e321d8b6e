package dev.wingbeat.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Random messages, whole and broken, against what Jackson and the JDK make of them: what is accepted can be read.
 *
 * <p>Every run takes other cases; a failure names the seed of its case, and {@code -Dwingbeat.seed=…} begins there.
 */
class FrameProperties {

    private static final long SEED = Long.getLong("wingbeat.seed", System.nanoTime());
    private static final int CASES = 20_000;
    private static final ObjectMapper JACKSON = new ObjectMapper();

    /** What one side makes of some bytes: a message, or why there is none. */
    private record Verdict(Inbound message, String refusal) {

        boolean agreesWith(Verdict other) {
            return message == null ? other.message() == null : message.equals(other.message());
        }
    }

    private interface Oracle {
        Inbound decode(byte[] bytes) throws JacksonOracle.Refused;
    }

    @Test
    void v2TextIsDecodedAsJacksonDoes() {
        assertAgree(Serializer.V2, JacksonOracle::v2, RandomJson::v2);
    }

    @Test
    void v1IsDecodedAsJacksonDoes() {
        assertAgree(Serializer.V1, JacksonOracle::v1, RandomJson::v1);
    }

    @Test
    void v2BinaryIsDecodedOrRefusedButNeverAnythingElse() {
        int decoded = 0;
        for (long seed = SEED; seed < SEED + CASES; seed++) {
            var random = new SplittableRandom(seed);
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            for (int i = 0; i < Math.min(5, bytes.length); i++) {
                bytes[i] = (byte) (i == 0 ? random.nextInt(8) / 7 : random.nextInt(random.nextInt(12) + 1));
            }
            boolean ascii = random.nextBoolean();
            for (int i = 5; ascii && i < bytes.length; i++) {
                bytes[i] &= 0x7F;
            }
            decoded += binaryDecodes(bytes, seed) ? 1 : 0;
        }
        assertTrue(decoded > CASES / 10 && decoded < CASES * 9 / 10, "decoded: " + decoded);
    }

    @Test
    void everyMessageIsEncodedAsJacksonReadsIt() throws JsonProcessingException {
        for (long seed = SEED; seed < SEED + CASES; seed++) {
            var json = new RandomJson(new SplittableRandom(seed), false);
            Ref joinRef = seed % 5 == 0 ? null : Ref.of(json.text());
            Ref ref = seed % 3 == 0 ? null : seed % 3 == 1 ? new Ref("17") : Ref.of(json.text());
            Payload payload = Payload.of(json.text());
            var push = new Message(joinRef, ref, json.text(), json.text(), payload);
            var reply = new Reply(joinRef, ref, push.topic(), push.event(), payload);

            JsonNode v2 = JACKSON.readTree(ServerFrame.text(Serializer.V2.encode(push)));
            JsonNode v1 = JACKSON.readTree(ServerFrame.text(Serializer.V1.encode(reply)));
            String name = "seed " + seed;
            assertEquals(node(joinRef), v2.get(0), name);
            assertEquals(node(ref), v2.get(1), name);
            assertEquals(whole(push.topic()), v2.get(2).textValue(), name);
            assertEquals(whole(push.event()), v2.get(3).textValue(), name);
            assertEquals(v2.get(4), v1.get("payload").get("response"), name);
            assertEquals(v2.get(3), v1.get("payload").get("status"), name);
            assertEquals(v2.get(2), v1.get("topic"), name);
            assertEquals(v2.get(1), v1.get("ref"), name);
        }
    }

    private static void assertAgree(Serializer serializer, Oracle oracle, Function<RandomJson, String> text) {
        int[] decoded = new int[2];
        int[] refused = new int[2];
        for (long seed = SEED; seed < SEED + CASES; seed++) {
            var random = new SplittableRandom(seed);
            int broken = random.nextInt(2);
            var json = new RandomJson(random, broken == 1);
            byte[] bytes = text.apply(json).getBytes(UTF_8);
            if (broken == 1 && random.nextInt(3) > 0) {
                bytes = json.mutated(bytes, text.apply(json).getBytes(UTF_8));
            }
            Verdict verdict = assertAgree(serializer, oracle, bytes, seed);
            (verdict.message() == null ? refused : decoded)[broken]++;
        }
        String counts = "decoded: " + Arrays.toString(decoded) + ", refused: " + Arrays.toString(refused);
        assertTrue(decoded[0] > CASES / 3 && decoded[1] > CASES / 25 && refused[1] > CASES / 10, counts);
    }

    private static Verdict assertAgree(Serializer serializer, Oracle oracle, byte[] bytes, long seed) {
        Verdict ours = verdict(serializer, bytes);
        if (!ours.agreesWith(verdict(oracle, bytes))) {
            byte[] smallest = shrunk(serializer, oracle, bytes);
            fail("seed " + seed + ": " + new String(smallest, UTF_8) + " = "
                    + HexFormat.of().formatHex(smallest) + ": " + verdict(serializer, smallest) + " (expected: "
                    + verdict(oracle, smallest) + ")");
        }
        if (ours.message() instanceof Message message) {
            assertDoesNotThrow(() -> message.payload().value(), "seed " + seed);
        }
        return ours;
    }

    /** Drops ever smaller runs of bytes as long as the two sides still disagree. */
    private static byte[] shrunk(Serializer serializer, Oracle oracle, byte[] failing) {
        byte[] bytes = failing;
        for (int run = bytes.length / 2; run > 0; run /= 2) {
            for (int from = 0; from + run <= bytes.length; ) {
                byte[] shorter = Arrays.copyOf(bytes, bytes.length - run);
                System.arraycopy(bytes, from + run, shorter, from, shorter.length - from);
                if (verdict(serializer, shorter).agreesWith(verdict(oracle, shorter))) {
                    from++;
                } else {
                    bytes = shorter;
                }
            }
        }
        return bytes;
    }

    private static Verdict verdict(Serializer serializer, byte[] bytes) {
        try {
            return new Verdict(serializer.decode(bytes.clone(), false), null);
        } catch (MalformedFrameException e) {
            return new Verdict(null, e.getMessage());
        }
    }

    private static Verdict verdict(Oracle oracle, byte[] bytes) {
        try {
            return new Verdict(oracle.decode(bytes), null);
        } catch (JacksonOracle.Refused e) {
            return new Verdict(null, e.getMessage());
        }
    }

    private static boolean binaryDecodes(byte[] bytes, long seed) {
        int strings = bytes.length < 5 ? 0 : bytes[1] + bytes[2] + bytes[3] + bytes[4];
        try {
            var message = (Message) Serializer.V2.decode(bytes, true);
            String joined = message.joinRef().text() + message.ref().text() + message.topic() + message.event();
            assertEquals(new String(bytes, 5, strings, UTF_8), joined, "seed " + seed);
            assertEquals(bytes.length - 5 - strings, message.payload().length(), "seed " + seed);
            return true;
        } catch (MalformedFrameException e) {
            boolean whole = bytes.length >= 5 && bytes[0] == 0 && bytes.length >= 5 + strings;
            assertEquals(
                    whole,
                    e.utf8(),
                    () -> "seed " + seed + ": " + HexFormat.of().formatHex(bytes));
            return false;
        }
    }

    private static JsonNode node(Ref ref) throws JsonProcessingException {
        return ref == null ? JACKSON.nullNode() : JACKSON.readTree(whole(ref.json()));
    }

    private static String whole(String text) {
        return text.replaceAll("\\p{Cs}", "\ufffd");
    }
}

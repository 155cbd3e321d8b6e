package dev.wingbeat.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The external term format, by the tags of its specification. */
class TermTest {

    private static final RandomGenerator.SplittableGenerator RANDOM =
            RandomGenerator.SplittableGenerator.of("L64X128MixRandom");

    private static Object read(String hex) throws MalformedTermException {
        return TermReader.read(HexFormat.of().parseHex(hex));
    }

    private static String hex(Object value) {
        return HexFormat.of().formatHex(TermWriter.write(value));
    }

    @ParameterizedTest
    @CsvSource({
        "83610a, 10",
        "836 2ffffffff, -1",
        "836280000000, -2147483648",
        "836e0600 0068e5cf8b01, 1700000000000",
        "836e0801 0000000000000080, -9223372036854775808",
        "836f0000000101 05, -5",
        "836e0000, 0"
    })
    void integersAreLongs(String hex, long value) throws MalformedTermException {
        assertEquals(value, read(hex.replace(" ", "")));
    }

    @Test
    void largerIntegersAreBig() throws MalformedTermException {
        var value = BigInteger.TWO.pow(63);
        assertEquals("836e08000000000000000080", hex(value));
        assertEquals(value, read("836e08000000000000000080"));
        assertEquals("836e080100000000000000" + "80", hex(Long.MIN_VALUE));
        assertEquals(
                BigInteger.TWO.pow(2_000).negate(),
                TermReader.read(TermWriter.write(BigInteger.TWO.pow(2_000).negate())));
        assertThrows(IllegalArgumentException.class, () -> TermWriter.write(BigInteger.TWO.pow(2_040)));
    }

    @Test
    void listsOfBytesAreListsOfIntegers() throws MalformedTermException {
        assertEquals(List.of(97L, 98L), read("836b00026162"));
        assertEquals(List.of(), read("836a"));
        assertEquals("836c00000002616161626a", hex(List.of(97, 98)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8377", "8373"})
    void shortAtoms(String tag) throws MalformedTermException {
        assertEquals(new Atom("ok"), read(tag + "026f6b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8376", "8364"})
    void longAtoms(String tag) throws MalformedTermException {
        assertEquals(new Atom("ok"), read(tag + "00026f6b"));
    }

    @Test
    void atomsHaveTheirAlphabet() throws MalformedTermException {
        assertEquals(new Atom("é"), read("837301e9"));
        assertEquals(new Atom("é"), read("837702c3a9"));
        var wide = new Atom("é".repeat(255));
        assertEquals(wide, TermReader.read(TermWriter.write(wide)));
        assertThrows(IllegalArgumentException.class, () -> new Atom("a".repeat(256)));
    }

    @Test
    void binariesAreTextsWhereTheyAreUtf8() throws MalformedTermException {
        assertEquals("é", read("836d00000002c3a9"));
        assertArrayEquals(new byte[] {(byte) 0xc3}, (byte[]) read("836d00000001c3"));
        assertEquals("836d00000001c3", hex(new byte[] {(byte) 0xc3}));
    }

    @Test
    void largeTuplesAndMapsAreRead() throws MalformedTermException {
        assertEquals(Tuple.of(1L), read("836900000001" + "6101"));
        assertEquals(Collections.singletonMap(null, true), read("837400000001" + "77036e696c" + "770474727565"));
    }

    @Test
    void compressedTermsAreReadUpToALimit() throws Exception {
        assertEquals("a".repeat(1_000), TermReader.read(compressed(TermWriter.write("a".repeat(1_000)), 0)));
        byte[] bomb = compressed(TermWriter.write("a".repeat(70_000)), 0);
        assertThrows(MalformedTermException.class, () -> TermReader.read(bomb));
        for (int lie : new int[] {-1, 1}) {
            byte[] lying = compressed(TermWriter.write("a".repeat(1_000)), lie);
            assertThrows(MalformedTermException.class, () -> TermReader.read(lying));
        }
        byte[] nested = compressed(compressed(TermWriter.write("a"), 0), 0);
        assertThrows(MalformedTermException.class, () -> TermReader.read(nested));
    }

    private static byte[] compressed(byte[] term, int lie) throws java.io.IOException {
        var out = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(out)) {
            deflater.write(term, 1, term.length - 1);
        }
        return ByteBuffer.allocate(6 + out.size())
                .put((byte) 0x83)
                .put((byte) 0x50)
                .putInt(term.length - 1 + lie)
                .put(out.toByteArray())
                .array();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "83",
                "84610a",
                "8361",
                "83610a00",
                "834d0000000108" + "61",
                "8363" + "00",
                "836401",
                "8352" + "00",
                "8358",
                "835a",
                "8365",
                "8366",
                "8367",
                "8370",
                "8371",
                "8372",
                "8375",
                "8378",
                "8379",
                "836c00000001610161" + "02",
                "836cffffffff6101",
                "836dffffffff",
                "83690fffffff",
                "8374ffffffff",
                "837400000002610161016101" + "6102",
                "836e0102" + "01",
                "83467ff0000000000000",
                "837701ff",
                "8350",
                "835000000001"
            })
    void whatIsNoDataTermIsRefused(String hex) {
        assertThrows(MalformedTermException.class, () -> read(hex));
    }

    @Test
    void depthAndSizeAreBounded() throws MalformedTermException {
        Object nested = "x";
        for (int i = 0; i < TermLimits.MAX_DEPTH; i++) {
            nested = List.of(nested);
        }
        assertEquals(nested, TermReader.read(TermWriter.write(nested)));
        Object tooDeep = List.of(nested);
        assertThrows(IllegalArgumentException.class, () -> TermWriter.write(tooDeep));
        assertThrows(MalformedTermException.class, () -> read("83" + "6c00000001".repeat(17) + "6a".repeat(18)));
        var many = Collections.nCopies(TermLimits.MAX_TERMS - 1, 1L);
        assertEquals(many, TermReader.read(TermWriter.write(many)));
        assertThrows(IllegalArgumentException.class, () -> TermWriter.write(Collections.nCopies(1_000, 1L)));
        assertThrows(MalformedTermException.class, () -> read("836b03e8" + "61".repeat(1_000)));
    }

    @Test
    void whatErlangHasNotIsRefused() {
        for (Object value : List.of(new Object(), Double.NaN, Float.POSITIVE_INFINITY, "\ud800", Map.of(1, 'c'))) {
            assertThrows(IllegalArgumentException.class, () -> TermWriter.write(value), () -> "value " + value);
        }
    }

    @Test
    void randomTermsComeBack() throws MalformedTermException {
        for (int i = 0; i < 3_000; i++) {
            long seed = RANDOM.nextLong();
            Object term = RandomTerms.term(seed);
            assertEquals(term, TermReader.read(TermWriter.write(term)), () -> "seed " + seed);
        }
    }

    /** Bytes changed, cut and added anywhere never do anything but be a term or be refused. */
    @Test
    void brokenTermsAreReadOrRefused() {
        for (int i = 0; i < 30_000; i++) {
            long seed = RANDOM.nextLong();
            byte[] broken = RandomTerms.broken(TermWriter.write(RandomTerms.term(seed)), seed);
            try {
                TermReader.read(broken);
            } catch (MalformedTermException e) {
                assertEquals(MalformedTermException.class, e.getClass());
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + ", bytes " + HexFormat.of().formatHex(broken), e);
            }
        }
    }
}

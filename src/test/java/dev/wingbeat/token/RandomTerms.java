package dev.wingbeat.token;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/** Random data that equals itself when it has been to Erlang and back. */
final class RandomTerms {

    private static final int MAX_DEPTH = 4;

    private RandomTerms() {}

    static @Nullable Object term(long seed) {
        return term(random(seed), 0);
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static @Nullable Object term(RandomGenerator random, int depth) {
        return switch (random.nextInt(depth < MAX_DEPTH ? 11 : 8)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> (long) random.nextInt(300);
            case 3 -> random.nextLong() >> random.nextInt(Long.SIZE);
            case 4 -> BigInteger.ONE.shiftLeft(64 + random.nextInt(200)).add(BigInteger.valueOf(random.nextLong()));
            case 5 -> random.nextDouble() * random.nextLong();
            case 6 -> text(random);
            case 7 -> new Atom("a" + random.nextInt(100));
            case 8 -> elements(random, depth);
            case 9 -> new Tuple(elements(random, depth));
            default -> {
                var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(text(random), term(random, depth + 1));
                }
                yield map;
            }
        };
    }

    private static String text(RandomGenerator random) {
        return random.ints(random.nextInt(8), 32, 0x2fff)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static List<@Nullable Object> elements(RandomGenerator random, int depth) {
        var elements = new ArrayList<@Nullable Object>();
        for (int i = random.nextInt(4); i > 0; i--) {
            elements.add(term(random, depth + 1));
        }
        return elements;
    }

    /** Changes, cuts or lengthens bytes. */
    static byte[] broken(byte[] bytes, long seed) {
        var random = random(seed);
        byte[] broken = Arrays.copyOf(bytes, Math.max(0, bytes.length + random.nextInt(-3, 4)));
        for (int i = random.nextInt(4); i > 0 && broken.length > 1; i--) {
            broken[random.nextInt(1, broken.length)] = (byte) random.nextInt();
        }
        return broken;
    }
}

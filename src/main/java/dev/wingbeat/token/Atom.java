package dev.wingbeat.token;

/**
 * An Erlang atom in the data of a {@link PhoenixToken}, other than {@code nil}, {@code true} and {@code false}, which are
 * null and booleans in Java.
 *
 * @param name at most 255 characters
 */
public record Atom(String name) {

    static final int MAX_LENGTH = 255;

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException for one that Erlang would not take
     */
    public Atom {
        int length = name.codePointCount(0, name.length());
        if (length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "name: " + length + " characters (expected: at most " + MAX_LENGTH + ")");
        }
    }
}

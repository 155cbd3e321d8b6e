package dev.wingbeat.connection;

/**
 * The name and the type of something that is assigned to connections and channels, best a constant of the class that assigns it.
 *
 * <pre>{@code
 * static final Assign<User> USER = Assign.of("user", User.class);
 * }</pre>
 *
 * @param name the name of the key; two keys of one name stand for the same value
 * @param type of its values
 */
public record Assign<T>(String name, Class<T> type) {

    /**
     * Checks name and type.
     *
     * @throws IllegalArgumentException for a blank name or a primitive type
     */
    public Assign {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name: blank (expected: one that tells it from others)");
        }
        if (type.isPrimitive()) {
            throw new IllegalArgumentException(
                    "type of " + name + ": " + type + " (expected: a class, such as Integer)");
        }
    }

    /** Makes a key. */
    public static <T> Assign<T> of(String name, Class<T> type) {
        return new Assign<>(name, type);
    }
}

package dev.wingbeat.token;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An Erlang tuple in the data of a {@link PhoenixToken}.
 *
 * @param elements the elements; a list that cannot be changed
 */
public record Tuple(List<@Nullable Object> elements) {

    /** Copies the list. */
    public Tuple {
        elements = Collections.unmodifiableList(new ArrayList<>(elements));
    }

    /** Makes a tuple of these elements. */
    public static Tuple of(@Nullable Object... elements) {
        return new Tuple(Arrays.asList(elements));
    }
}

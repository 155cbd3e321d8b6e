package dev.wingbeat.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Signals JSON that does not fit a class: where, and what was expected there; never what was there instead. Without a stack
 * trace, since clients cause it at will.
 *
 * <p>Internal seam.
 */
public final class JsonMismatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What Jackson says when a key of a record comes again, behind the last of the others. */
    private static final String REPEATED = "No fallback setter/field defined for creator property";

    private final String path;
    private final String problem;
    private final String expected;

    JsonMismatchException(String path, String problem, String expected, @Nullable Throwable cause) {
        super(problem, cause, false, false);
        this.path = path;
        this.problem = problem;
        this.expected = expected;
    }

    /**
     * Returns what is to be thrown for a failure of Jackson: that of the JSON, or of the class, which Jackson cannot
     * read at all.
     */
    static RuntimeException of(IOException failure, Class<?> type) {
        String path = failure instanceof JsonMappingException mapping ? path(mapping.getPath()) : "";
        Throwable thrown =
                failure instanceof JsonMappingException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (thrown) {
            case InvalidDefinitionException e
            when e.getOriginalMessage().startsWith(REPEATED) ->
                new JsonMismatchException(path, "there twice", "each key once", null);
            case InvalidDefinitionException e ->
                new IllegalArgumentException(
                        "type: " + type.getName() + ": " + e.getOriginalMessage()
                                + " (expected: a class Jackson can read)",
                        e);
            case InputCoercionException e -> unfit(path, JsonKind.range(e.getTargetType()));
            case InvalidFormatException e
            when e.getValue() instanceof Number -> unfit(path, JsonKind.range(e.getTargetType()));
            case MismatchedInputException e
            when e.getTargetType() != null -> unfit(path, JsonKind.of(e.getTargetType()));
            case JsonProcessingException e -> new JsonMismatchException(path, "cannot be read", JsonKind.of(type), e);
            case IllegalArgumentException e ->
                new JsonMismatchException(path, "refused", String.valueOf(e.getMessage()), e);
            default -> new JsonMismatchException(path, "refused by " + type.getName(), JsonKind.of(type), thrown);
        };
    }

    private static JsonMismatchException unfit(String path, String expected) {
        return new JsonMismatchException(path, "missing, or something else", expected, null);
    }

    private static String path(List<JsonMappingException.Reference> references) {
        var path = new StringBuilder();
        for (JsonMappingException.Reference reference : references) {
            String field = reference.getFieldName();
            if (field == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(field);
            }
        }
        return path.toString();
    }

    /** Returns the place in the value; empty for the value as a whole. Keys in it are the client's. */
    public String path() {
        return path;
    }

    /** Returns in which way it does not fit. */
    public String problem() {
        return problem;
    }

    /** Returns what was expected there; the message of the cause when that is an {@link IllegalArgumentException} of the class. */
    public String expected() {
        return expected;
    }
}

package dev.wingbeat.scaffold;

/** Something is there already, and would have to be changed. Internal seam. */
public final class TakenException extends RuntimeException {

    private static final long serialVersionUID = 1;

    TakenException(String message) {
        super(message);
    }
}

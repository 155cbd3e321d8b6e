package dev.wingbeat.config;

/**
 * The source of a value, for people. Internal seam.
 *
 * @param source the name of a file, a variable or a flag
 * @param line the line in a file from 1 on, 0 for what is no file
 * @param column the column in a file from 1 on, in characters
 */
public record Place(String source, int line, int column) {

    /** Returns the place of a flag or a variable. */
    public static Place of(String source) {
        return new Place(source, 0, 0);
    }

    /** Returns whether it is in a file. */
    public boolean isInFile() {
        return line > 0;
    }

    @Override
    public String toString() {
        return isInFile() ? source + ':' + line + ':' + column : source;
    }
}

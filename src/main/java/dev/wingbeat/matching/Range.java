package dev.wingbeat.matching;

/**
 * The range by which a number of another ticket may differ. Internal seam.
 *
 * @param within at first
 * @param widening by how much more with each second of waiting
 * @param most never more than this
 */
public record Range(double within, double widening, double most) {

    static final Range NONE = new Range(0, 0, 0);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException for negative ones, and those that are none
     */
    public Range {
        check("within", within);
        check("widen_per_s", widening);
        check("max", most);
    }

    private static void check(String name, double value) {
        if (!(value >= 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException("range." + name + ": " + value + " (expected: a number >= 0)");
        }
    }

    /** Returns it after a time of waiting. */
    double after(long millis) {
        return Math.max(within, Math.min(most, within + widening * millis / 1_000));
    }
}

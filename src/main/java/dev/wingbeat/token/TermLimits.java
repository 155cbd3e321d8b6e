package dev.wingbeat.token;

/** The largest terms, on both sides: what is written can be read. */
final class TermLimits {

    static final int MAX_DEPTH = 16;
    static final int MAX_TERMS = 1_000;
    static final int MAX_INFLATED = 64 * 1024;

    private TermLimits() {}
}

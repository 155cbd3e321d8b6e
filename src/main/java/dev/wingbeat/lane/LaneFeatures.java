package dev.wingbeat.lane;

/** The items that nodes can read beyond the first release, as bits. A kind of item that came later is sent only to who has its bit. */
final class LaneFeatures {

    /** Reads {@link LaneItem.Interest}. */
    static final long INTEREST = 1;

    /** Reads {@link LaneItem.Trace}. */
    static final long TRACES = 2;

    /** The bits of this version. */
    static final long ALL = INTEREST | TRACES;

    private LaneFeatures() {}
}

package dev.wingbeat.trace;

import dev.wingbeat.protocol.Expect;

/**
 * Options of sampling: which of the traces that begin on a node are recorded. One that began elsewhere is recorded if it is
 * there. Not thread-safe.
 */
public final class TraceOptions {

    private int oneIn = 1_000;
    private int perSecond = 10;

    /** Makes the defaults. */
    TraceOptions() {}

    /** Records one trace in so many, 1,000 by default; 1 for each. */
    public TraceOptions oneIn(int oneIn) {
        Expect.atLeast("oneIn", oneIn, 1);
        this.oneIn = oneIn;
        return this;
    }

    public int oneIn() {
        return oneIn;
    }

    /** Records no more traces of one route on one node than so many a second, 10 by default. */
    public TraceOptions perSecond(int perSecond) {
        Expect.atLeast("perSecond", perSecond, 1);
        this.perSecond = perSecond;
        return this;
    }

    public int perSecond() {
        return perSecond;
    }
}

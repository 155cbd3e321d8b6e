package dev.wingbeat.load;

import java.util.concurrent.atomic.AtomicInteger;

/** The progress of opening all clients. Written by all loops, read by the thread of the run. Internal seam. */
public final class OpeningProgress {

    final AtomicInteger joined = new AtomicInteger();
    public final AtomicInteger failed = new AtomicInteger();

    /** Returns how many clients have joined or never will. */
    public int settled() {
        return joined.get() + failed.get();
    }
}

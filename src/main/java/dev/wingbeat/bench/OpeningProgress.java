package dev.wingbeat.bench;

import java.util.concurrent.atomic.AtomicInteger;

/** How far the opening of all clients is. Written by all loops, read by the thread of the run. */
final class OpeningProgress {

    final AtomicInteger joined = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();

    /** Returns how many clients have joined or never will. */
    int settled() {
        return joined.get() + failed.get();
    }
}

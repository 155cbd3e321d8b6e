package dev.wingbeat.frame;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.internal.PlatformDependent;

/** The direct memory of this JVM. Internal seam. */
public final class DirectMemory {

    private DirectMemory() {}

    /** Returns how many bytes there may be. */
    public static long max() {
        return PlatformDependent.maxDirectMemory();
    }

    /** Returns how many bytes the JVM has taken from the system for buffers, with those that wait in pools for use. */
    public static long used() {
        return PlatformDependent.usedDirectMemory();
    }

    /**
     * Returns how many bytes are held by messages that are on their way to WebSockets. It counts buffers, so that a message
     * which a thousand sockets share counts once.
     */
    public static long ofMessages() {
        return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    }
}

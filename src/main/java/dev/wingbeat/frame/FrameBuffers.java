package dev.wingbeat.frame;

import dev.wingbeat.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The frames that a loop sends in one turn, as buffers in native memory: each is copied once for all sockets that send it. Two
 * are kept at hand, since the members of one topic may speak two versions. Confined to the loop.
 */
final class FrameBuffers {

    /** The channels' own allocator would make a new object for each duplicate; this one takes them from a pool. */
    private static final ByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

    private final PerMessageDeflate deflate;
    private final Consumer<OutOfMemoryError> failed;
    private @Nullable Frame recentFrame;
    private @Nullable ByteBuf recentBuffer;
    private @Nullable Frame otherFrame;
    private @Nullable ByteBuf otherBuffer;
    private @Nullable Frame deflatedFrame;
    private @Nullable ByteBuf deflatedBuffer;

    /** Begins without any; {@code failed} learns that there is no memory for one. */
    FrameBuffers(PerMessageDeflate deflate, Consumer<OutOfMemoryError> failed) {
        this.deflate = deflate;
        this.failed = failed;
    }

    /** Returns a frame as a buffer of its own. */
    ByteBuf of(Frame frame) {
        if (frame == recentFrame && recentBuffer != null) {
            return recentBuffer.retainedDuplicate();
        }
        ByteBuf buffer;
        if (frame == otherFrame && otherBuffer != null) {
            buffer = otherBuffer;
        } else {
            ReferenceCountUtil.release(otherBuffer);
            buffer = copy(frame);
        }
        otherFrame = recentFrame;
        otherBuffer = recentBuffer;
        recentFrame = frame;
        recentBuffer = buffer;
        return buffer.retainedDuplicate();
    }

    private ByteBuf copy(Frame frame) {
        return allocate(frame.length()).writeBytes(frame.array(), frame.offset(), frame.length());
    }

    /** Makes an empty buffer in native memory. */
    ByteBuf allocate(int size) {
        try {
            return ALLOCATOR.directBuffer(size);
        } catch (OutOfMemoryError e) {
            failed.accept(e);
            throw e;
        }
    }

    /** Returns a frame as a compressed buffer of its own, or as it is when compression does not pay. */
    ByteBuf deflated(Frame frame) {
        if (frame != deflatedFrame) {
            ReferenceCountUtil.release(deflatedBuffer);
            deflatedFrame = frame;
            deflatedBuffer = deflate.deflate(frame, ALLOCATOR);
        }
        return deflatedBuffer == null ? of(frame) : deflatedBuffer.retainedDuplicate();
    }

    /** Forgets them, at the end of a turn. */
    void clear() {
        ReferenceCountUtil.release(recentBuffer);
        ReferenceCountUtil.release(otherBuffer);
        ReferenceCountUtil.release(deflatedBuffer);
        recentFrame = null;
        recentBuffer = null;
        otherFrame = null;
        otherBuffer = null;
        deflatedFrame = null;
        deflatedBuffer = null;
    }
}

package dev.wingbeat.frame;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that the sockets of a loop send in one turn. Small frames are copied behind each other into chunks of native
 * memory, each once for all sockets that send it, so that what a socket sends in a row is one range of a chunk, and one write,
 * whatever the number of messages. At the end of the turn each socket is flushed once. Confined to the loop.
 */
final class OutboundTurn {

    /** The largest frame that is copied into a chunk. */
    static final int LARGEST = 2 * 1024;

    private static final int CHUNK = 16 * 1024;

    /** The bytes that one socket sends in this turn and has not written yet: a range of one chunk. Used again in later turns. */
    final class Range {

        private @Nullable NettyFrameSink sink;
        private @Nullable ByteBuf holder;
        private int from;
        private int to;

        /** Sends a frame; returns its size. */
        int send(Frame frame) {
            if (frame.length() > LARGEST) {
                return write(buffers.of(frame));
            }
            if (!add(frame)) {
                write();
                add(frame);
            }
            return frame.length();
        }

        /** Sends a frame that takes no more memory than its own bytes; returns its size. */
        int sendAlone(Frame frame) {
            return write(buffers.of(frame));
        }

        /** Sends a frame compressed; returns its size then. */
        int sendDeflated(Frame frame) {
            return write(buffers.deflated(frame));
        }

        private int write(ByteBuf buffer) {
            int length = buffer.readableBytes();
            write();
            socket().write(buffer);
            return length;
        }

        /** Writes the bytes that are left, ahead of what does not come from here. */
        void write() {
            if (holder != null) {
                ByteBuf written = holder.retainedSlice(from, to - from);
                holder = null;
                to = from;
                socket().write(written);
            }
        }

        /** Returns how many bytes are left to write. */
        int length() {
            return to - from;
        }

        private NettyFrameSink socket() {
            return requireNonNull(sink, "a range of an earlier turn");
        }

        /** Adds a small frame; false when its bytes do not follow those that are left. */
        @SuppressWarnings("ReferenceEquality") // whether it is the chunk itself that the range lies in
        private boolean add(Frame frame) {
            int at = place(frame);
            if (holder == null) {
                holder = chunk;
                from = at;
            } else if (holder != chunk || to != at) {
                return false;
            }
            to = at + frame.length();
            return true;
        }
    }

    private final FrameBuffers buffers;
    private final Executor atEnd;
    private final List<Range> ranges = new ArrayList<>();
    private final List<ByteBuf> full = new ArrayList<>();
    private int begun;
    private @Nullable ByteBuf chunk;
    private @Nullable Frame recentFrame;
    private @Nullable Frame otherFrame;
    private int recentAt;
    private int otherAt;

    /** Makes the turns of a loop; {@code atEnd} runs a task at the end of the present one. */
    OutboundTurn(FrameBuffers buffers, Executor atEnd) {
        this.buffers = buffers;
        this.atEnd = atEnd;
    }

    /** Returns what takes the frames of a sink, which is flushed at the end of the turn. */
    Range begin(NettyFrameSink sink) {
        if (begun == ranges.size()) {
            ranges.add(new Range());
        }
        Range range = ranges.get(begun++);
        range.sink = sink;
        if (begun == 1) {
            atEnd.execute(this::flush);
        }
        return range;
    }

    /** Returns where in the chunk a frame is. */
    private int place(Frame frame) {
        if (frame == recentFrame) {
            return recentAt;
        }
        int at = frame == otherFrame ? otherAt : copy(frame); // the members of one topic may speak two versions
        otherFrame = recentFrame;
        otherAt = recentAt;
        recentFrame = frame;
        recentAt = at;
        return at;
    }

    private int copy(Frame frame) {
        ByteBuf target = chunk;
        if (target == null || target.writableBytes() < frame.length()) {
            target = buffers.allocate(CHUNK);
            if (chunk != null) {
                full.add(chunk);
            }
            chunk = target;
            recentFrame = null;
        }
        int at = target.writerIndex();
        target.writeBytes(frame.array(), frame.offset(), frame.length());
        return at;
    }

    private void flush() {
        for (int i = 0; i < begun; i++) { // what is sent meanwhile comes behind
            Range range = ranges.get(i);
            range.socket().flush();
            range.sink = null;
        }
        begun = 0;
        clear();
        buffers.clear();
    }

    private void clear() {
        recentFrame = null;
        otherFrame = null;
        full.forEach(ByteBuf::release);
        full.clear();
        ReferenceCountUtil.release(chunk);
        chunk = null;
    }
}

package dev.wingbeat.transport;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * A long-poll server as its requests see it, on whatever loop it lives. May be used from any thread; futures complete on
 * any thread.
 */
interface LongPollPeer {

    /** Begins to wait for messages, for a window at most. */
    Poll poll();

    /** Hands messages over, in order. */
    Future<PostOutcome> post(List<Posted> messages);

    /** A GET that waits for messages. */
    interface Poll {

        /** Returns the outcome. */
        Future<PollOutcome> outcome();

        /**
         * Gives the poll up, because its client has gone: messages stay for the next poll. To be called on the thread that
         * polls.
         */
        void abandon();
    }

    /** The outcome of a poll. */
    sealed interface PollOutcome {

        /** Messages: the whole body of the answer. */
        record Messages(Buffer body) implements PollOutcome {}

        /** No message within the window. */
        record Nothing() implements PollOutcome {}

        /** The server has ended. */
        record Gone() implements PollOutcome {}
    }

    /** One message of a POST. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Posted(byte[] bytes, boolean binary) {}

    /** The outcome of a POST. */
    enum PostOutcome {
        /** All messages were taken. */
        TAKEN,
        /** The server ended over them, because one of them cannot be decoded. */
        DIED,
        /** The server had ended before. */
        GONE,
        /** Nothing was taken, since too much is on its way already. */
        BUSY
    }
}

package dev.wingbeat.transport;

import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.pubsub.TurnShare;
import dev.wingbeat.transport.LongPollPeer.PostOutcome;
import dev.wingbeat.transport.LongPollPeer.Posted;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a long-poll client has posted, until they are handled: in the order in which they came, and only as many in a
 * turn of the loop as leave its other connections their time. Confined to the session's loop.
 */
final class PostQueue {

    private static final class Post {
        private final List<Posted> messages;
        private final Consumer<PostOutcome> handled;
        private int next;

        Post(List<Posted> messages, Consumer<PostOutcome> handled) {
            this.messages = messages;
            this.handled = handled;
        }

        long bytes() {
            return messages.stream()
                    .mapToLong(message -> message.bytes().length)
                    .sum();
        }
    }

    private final TurnShare share;
    private final LoopAccount account;
    private final Function<@Nullable Posted, PostOutcome> handler;
    private final Queue<Post> waiting = new ArrayDeque<>(1);
    private long held;

    /**
     * Makes an empty one.
     *
     * @param share of each turn, which all sessions of the loop have together
     * @param handler handles a message, null when there is none; does not throw
     */
    PostQueue(TurnShare share, LoopAccount account, Function<@Nullable Posted, PostOutcome> handler) {
        this.share = share;
        this.account = account;
        this.handler = handler;
    }

    /** Handles messages, now or later; tells what came of it. */
    void add(List<Posted> messages, Consumer<PostOutcome> handled) {
        var post = new Post(messages, handled);
        waiting.add(post);
        charge(post.bytes());
        if (waiting.size() == 1) {
            share.run(this::handle);
        }
    }

    /** Returns how many bytes wait. */
    long held() {
        return held;
    }

    private void handle() {
        do {
            handleNext();
        } while (!waiting.isEmpty() && !share.spent());
        if (!waiting.isEmpty()) {
            share.run(this::handle);
        }
    }

    private void handleNext() {
        Post post = waiting.element();
        PostOutcome outcome = handler.apply(post.messages.isEmpty() ? null : post.messages.get(post.next++));
        if (outcome != PostOutcome.TAKEN || post.next >= post.messages.size()) {
            waiting.remove();
            charge(-post.bytes());
            post.handled.accept(outcome);
        }
    }

    private void charge(long bytes) {
        held += bytes;
        account.heap(bytes);
    }
}

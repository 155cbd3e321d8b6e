package dev.wingbeat.pubsub;

import dev.wingbeat.lane.Lanes;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.trace.BroadcastTraces;
import dev.wingbeat.trace.TraceContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one node: which loops have subscribers of a topic, with which serializers, and which plain handlers
 * there are.
 *
 * <p>The one structure of PubSub that threads share: a concurrent map of immutable values, each change a new value under
 * {@link ConcurrentHashMap#compute}. A broadcast reads it once.
 */
final class LocalSubscriptions {

    /** A loop that has subscribers of a topic, and what they want, see {@link Subscribers#wanted}. */
    private record LoopInterest(Loop loop, int wanted) {}

    /** A handler subscribed by application code, and where it runs; equal to itself only: it may be subscribed twice. */
    private static final class PlainHandler {
        private final Context context;
        private final Handler<Broadcast> handler;
        private volatile boolean unsubscribed;

        PlainHandler(Context context, Handler<Broadcast> handler) {
            this.context = context;
            this.handler = handler;
        }

        void deliver(Broadcast broadcast) {
            context.runOnContext(ignored -> {
                if (!unsubscribed) {
                    handler.handle(broadcast);
                }
            });
        }
    }

    /**
     * The loops that want a topic.
     *
     * @param loops the loops that have subscribers
     * @param announced the loops whose inbox holds a subscriber still to be added, once for each
     * @param handlers the plain handlers
     */
    private record Interest(List<LoopInterest> loops, List<Loop> announced, List<PlainHandler> handlers) {
        private static final Interest NONE = new Interest(List.of(), List.of(), List.of());

        Interest withLoops(List<LoopInterest> others) {
            return new Interest(others, announced, handlers);
        }

        Interest withAnnounced(List<Loop> others) {
            return new Interest(loops, others, handlers);
        }

        Interest withHandlers(List<PlainHandler> others) {
            return new Interest(loops, announced, others);
        }

        boolean isEmpty() {
            return loops.isEmpty() && announced.isEmpty() && handlers.isEmpty();
        }

        List<Loop> onlyAnnounced() {
            return announced.isEmpty()
                    ? announced
                    : announced.stream()
                            .distinct()
                            .filter(loop -> loops.stream().noneMatch(interest -> interest.loop.equals(loop)))
                            .toList();
        }

        int mask() {
            int mask = 0;
            for (LoopInterest loop : loops) {
                mask |= loop.wanted;
            }
            return mask;
        }

        /** Returns 1 when clients have joined the topic: somebody wants frames; else 0. */
        int joined() {
            return (mask() & ~Subscribers.PLAIN) == 0 ? 0 : 1;
        }

        /** Returns whether other nodes have to send what is broadcast there. */
        boolean wanted() {
            return mask() != Subscribers.NOTHING || !announced.isEmpty() || !handlers.isEmpty();
        }
    }

    private final ConcurrentHashMap<String, Interest> topics = new ConcurrentHashMap<>();

    /** Kept, not counted when asked for: reading a million topics takes an event loop 40 ms. */
    private final LongAdder joinedTopics = new LongAdder();

    private final Lanes lanes;
    private @Nullable BroadcastTraces traces;

    /** Makes it empty; the lanes are told which topics are wanted. */
    LocalSubscriptions(Lanes lanes) {
        this.lanes = lanes;
    }

    /** Sets the recorder of the spans of deliveries. */
    void trace(@Nullable BroadcastTraces beginning) {
        traces = beginning;
    }

    /** Notes that a loop has subscribers of a topic, and what they want. */
    void interest(String topic, Loop loop, int wanted) {
        change(
                topic,
                before -> before.withLoops(with(
                        without(before.loops, interest -> interest.loop.equals(loop)),
                        new LoopInterest(loop, wanted))));
    }

    /** Notes that a loop has no subscribers of a topic any more. */
    void noInterest(String topic, Loop loop) {
        change(topic, before -> before.withLoops(without(before.loops, interest -> interest.loop.equals(loop))));
    }

    /** Notes that a loop will have a subscriber of a topic, which gets everything from now on. */
    void announce(String topic, Loop loop) {
        change(topic, before -> before.withAnnounced(with(before.announced, loop)));
    }

    /** Notes that a subscriber that was announced is there. */
    void arrived(String topic, Loop loop) {
        change(topic, before -> {
            var left = new ArrayList<>(before.announced);
            left.remove(loop);
            return before.withAnnounced(List.copyOf(left));
        });
    }

    Subscription subscribe(String topic, Context context, Handler<Broadcast> handler) {
        var plain = new PlainHandler(context, handler);
        change(topic, before -> before.withHandlers(with(before.handlers, plain)));
        return new Subscription() {
            @Override
            public void unsubscribe() {
                plain.unsubscribed = true;
                change(topic, before -> before.withHandlers(without(before.handlers, plain::equals)));
            }

            @Override
            public Future<Void> established() {
                return lanes.established(topic);
            }
        };
    }

    private void change(String topic, UnaryOperator<Interest> change) {
        topics.compute(topic, (key, before) -> {
            Interest earlier = before == null ? Interest.NONE : before;
            Interest after = change.apply(earlier);
            int joined = after.joined() - earlier.joined();
            if (joined != 0) {
                joinedTopics.add(joined);
            }
            if (after.wanted() != earlier.wanted()) { // told in here: in the order in which it happens
                tell(topic, after.wanted());
            }
            return after.isEmpty() ? null : after;
        });
    }

    private void tell(String topic, boolean wanted) {
        if (wanted) {
            lanes.want(topic);
        } else {
            lanes.release(topic);
        }
    }

    /** Completes when what is broadcast on a topic elsewhere reaches this node: at once, unless it was wanted just now. */
    Future<Void> established(String topic) {
        return lanes.established(topic);
    }

    /**
     * Hands a broadcast to this node's subscribers but {@code from}: those on the caller's own loop before this returns,
     * so that a sender's later messages stay behind it, the others through their loop's inbox.
     */
    void dispatch(Broadcast broadcast, @Nullable Subscriber from) {
        dispatch(broadcast, from, false, null);
    }

    /** Hands over likewise, in a span that follows from another one. */
    void dispatchTraced(Broadcast broadcast, @Nullable Subscriber from, TraceContext trace) {
        dispatch(broadcast, from, false, trace);
    }

    /** Hands what another node has broadcast to this node's subscribers, in a span if it follows from one. */
    void dispatchFromPeer(Broadcast broadcast, @Nullable TraceContext trace) {
        dispatch(broadcast, null, true, trace);
    }

    private void dispatch(
            Broadcast broadcast, @Nullable Subscriber from, boolean fromPeers, @Nullable TraceContext trace) {
        Interest interest = topics.get(broadcast.topic());
        if (interest == null) {
            return;
        }
        List<Loop> onlyAnnounced = interest.onlyAnnounced();
        DeliveryTrace traced = trace == null || traces == null
                ? null
                : DeliveryTrace.begin(traces, broadcast, trace, interest.loops.size() + onlyAnnounced.size());
        var delivery = new Delivery(broadcast, interest.mask(), Delivery.Timing.sample(fromPeers, traced));
        for (LoopInterest interested : interest.loops) {
            interested.loop.dispatch(delivery, from);
        }
        for (Loop loop : onlyAnnounced) {
            loop.dispatch(delivery, from);
        }
        for (PlainHandler plain : interest.handlers) {
            plain.deliver(broadcast);
        }
    }

    /** Returns the topics that anybody is subscribed to: a live view. */
    Set<String> topics() {
        return Collections.unmodifiableSet(topics.keySet());
    }

    /** Returns how many topics clients have joined: those with subscribers that want frames. */
    int joinedTopicCount() {
        return joinedTopics.intValue();
    }

    private static <T> List<T> without(List<T> list, Predicate<T> gone) {
        if (list.isEmpty() || (list.size() == 1 && gone.test(list.getFirst()))) {
            return List.of();
        }
        return list.stream().filter(Predicate.not(gone)).toList();
    }

    private static <T> List<T> with(List<T> list, T element) {
        if (list.isEmpty()) {
            return List.of(element);
        }
        var result = new ArrayList<>(list);
        result.add(element);
        return List.copyOf(result);
    }
}

package dev.wingbeat.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Patience;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What every PubSub promises, whether one node or several carry it. The sender is {@code here}, the subscribers are {@code
 * there}, which is the same node where there is only one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PubSubContract {

    private static int topics;

    private final String topic = unique("room");

    /** Returns the PubSub of the node that sends. */
    abstract PubSub here();

    /** Returns the PubSub of the node that subscribes. */
    abstract PubSub there();

    /** Returns two loops of the node that subscribes. */
    abstract List<Loop> loops();

    /** Returns the Vert.x of the node that subscribes. */
    abstract Vertx vertx();

    /** Waits until what was subscribed on the loops is known to the node that sends. */
    abstract void awaitInterest();

    /** Names a topic that no other test uses. */
    static String unique(String name) {
        return name + ':' + ++topics;
    }

    private Subscription subscribe(int loop, String to, Subscriber subscriber) {
        var subscription =
                TestLoops.call(loops().get(loop), () -> loops().get(loop).subscribe(to, subscriber, null));
        awaitInterest();
        return subscription;
    }

    private void unsubscribe(int loop, Subscription subscription) {
        TestLoops.run(loops().get(loop), subscription::unsubscribe);
    }

    private void shout(String to, String event) {
        here().broadcast(to, event, Map.of());
    }

    @Test
    void broadcastReachesEverySubscriberOfTheTopicAndNoOther() {
        var room = unique("reach");
        List<BroadcastInbox> members =
                List.of(new BroadcastInbox(), new BroadcastInbox(), new BroadcastInbox(), new BroadcastInbox());
        var stranger = new BroadcastInbox();
        for (int i = 0; i < members.size(); i++) {
            subscribe(i % 2, room, members.get(i));
        }
        subscribe(0, room + "x", stranger);
        here().broadcast(room, "news", Map.of("n", 7));
        shout(room + "x", "marker");
        for (var member : members) {
            assertEquals(new Broadcast(room, "news", Payload.of("n", 7)), member.next());
        }
        stranger.expect("marker");
    }

    @Test
    void payloadArrivesVerbatim() {
        var room = unique("verbatim");
        var member = new BroadcastInbox();
        subscribe(0, room, member);
        var json = "{\"a\":[1.50,12345678901234567890,\"é\"],\"a\":null}".getBytes(StandardCharsets.UTF_8);
        here().broadcast(room, "json", Payload.rawJson(json));
        here().broadcast(room, "bytes", new byte[] {0, (byte) 0xff});
        assertEquals(Payload.rawJson(json), member.next().payload());
        assertEquals(Payload.binary(new byte[] {0, (byte) 0xff}), member.next().payload());
    }

    @Test
    void payloadIsAnObjectOrBinary() {
        assertThrows(IllegalArgumentException.class, () -> here().broadcast(topic, "text", "no object"));
        assertThrows(IllegalArgumentException.class, () -> here().localBroadcast(topic, "list", List.of(1)));
        assertThrows(IllegalArgumentException.class, () -> here().broadcast(topic, "number", 1));
    }

    @Test
    void topicsMatchByEqualityOnly() {
        var room = unique("equal");
        var member = new BroadcastInbox();
        subscribe(0, room, member);
        for (var other : List.of(room + ":1", "equal:*", "*", room.substring(0, room.length() - 1), "")) {
            shout(other, "other");
        }
        shout(room, "marker");
        member.expect("marker");
    }

    @Test
    void broadcastFromLeavesOutExactlyTheSender() {
        var room = unique("from");
        var sender = new BroadcastInbox();
        var neighbour = new BroadcastInbox();
        var distant = new BroadcastInbox();
        subscribe(0, room, sender);
        subscribe(0, room, neighbour);
        subscribe(1, room, distant);
        var whisper = Broadcast.of(room, "whisper", Map.of());
        TestLoops.run(loops().getFirst(), () -> there().broadcastFrom(sender, whisper));
        there().broadcastFrom(sender, whisper);
        there().localBroadcastFrom(sender, whisper);
        there().broadcast(room, "marker", Map.of());
        sender.expect("marker");
        neighbour.expect("whisper", "whisper", "whisper", "marker");
        distant.expect("whisper", "whisper", "whisper", "marker");
    }

    @Test
    void localFormsReachTheirOwnNode() {
        var room = unique("local");
        var member = new BroadcastInbox();
        subscribe(1, room, member);
        there().localBroadcast(room, "local", Map.of());
        there().localBroadcastFrom(null, Broadcast.of(room, "local-from", Map.of()));
        member.expect("local", "local-from");
    }

    @Test
    void unsubscribedReceivesNothingMore() {
        var room = unique("unsubscribed");
        var leaver = new BroadcastInbox();
        var member = new BroadcastInbox();
        var subscription = subscribe(0, room, leaver);
        subscribe(0, room, member);
        shout(room, "first");
        leaver.expect("first");
        unsubscribe(0, subscription);
        unsubscribe(0, subscription);
        shout(room, "second");
        member.expect("first", "second");
        subscribe(0, room, leaver);
        shout(room, "third");
        leaver.expect("third");
    }

    @Test
    void twoSubscriptionsDeliverTwiceAndEndOneByOne() {
        var room = unique("double");
        var member = new BroadcastInbox();
        var plain = new BroadcastInbox();
        var first = subscribe(0, room, member);
        subscribe(0, room, member);
        var firstPlain = there().subscribe(room, plain::take);
        there().subscribe(room, plain::take);
        awaitInterest();
        shout(room, "twice");
        member.expect("twice", "twice");
        plain.expect("twice", "twice");
        unsubscribe(0, first);
        firstPlain.unsubscribe();
        awaitInterest();
        shout(room, "once");
        shout(room, "marker");
        member.expect("once", "marker");
        plain.expect("once", "marker");
    }

    @Test
    void subscriberOfTwoTopicsHearsBoth() {
        var one = unique("one");
        var two = unique("two");
        var member = new BroadcastInbox();
        var subscription = subscribe(0, one, member);
        subscribe(0, two, member);
        shout(one, "a");
        member.expect("a");
        shout(two, "b");
        member.expect("b");
        unsubscribe(0, subscription);
        shout(one, "c");
        shout(two, "d");
        member.expect("d");
    }

    @Test
    void broadcastsOfEachSenderStayInOrderAtEveryMember() {
        var room = unique("fifo");
        List<BroadcastInbox> members = List.of(new BroadcastInbox(), new BroadcastInbox());
        subscribe(0, room, members.getFirst());
        subscribe(1, room, members.getLast());
        int count = 2000;
        for (var sender : List.of("thread-0", "thread-1")) {
            Thread.ofPlatform().start(() -> numbered(room, sender, count));
        }
        loops().getFirst().context().runOnContext(ignored -> numbered(room, "loop-0", count));
        loops().getLast().context().runOnContext(ignored -> numbered(room, "loop-1", count));
        for (var member : members) {
            var lasts = new HashMap<String, Integer>();
            for (int i = 0; i < 4 * count; i++) {
                var next = member.next();
                int number = next.payload().json().getInteger("n");
                assertEquals(lasts.getOrDefault(next.event(), 0) + 1, number, next.event());
                lasts.put(next.event(), number);
            }
        }
    }

    private void numbered(String room, String sender, int count) {
        IntStream.rangeClosed(1, count).forEach(n -> there().broadcast(room, sender, Map.of("n", n)));
    }

    @Test
    void subscriptionHearsNothingSentBeforeIt() {
        var room = unique("before");
        var member = new BroadcastInbox();
        var late = new BroadcastInbox();
        subscribe(0, room, member);
        var loop = loops().getFirst();
        TestLoops.run(loop, () -> {
            TestLoops.elsewhere(() -> there().broadcast(room, "before", Map.of())); // waits in the inbox of this loop
            var unused = loop.subscribe(room, late, null);
        });
        awaitInterest();
        shout(room, "after");
        member.expect("before", "after");
        late.expect("after");
    }

    @Test
    void whoeverComesOrGoesWhileDeliveringHarmsNoOther() {
        var room = unique("restless");
        var loop = loops().getFirst();
        var before = new BroadcastInbox();
        var after = new BroadcastInbox();
        var newcomer = new BroadcastInbox();
        var own = new AtomicReference<@Nullable Subscription>();
        var others = new ArrayList<Subscription>();
        subscribe(0, room, before);
        own.set(subscribe(0, room, delivery -> {
            var mine = own.getAndSet(null);
            if (mine != null) {
                mine.unsubscribe();
                others.forEach(Subscription::unsubscribe);
                for (int i = 0; i < 10; i++) {
                    others.add(loop.subscribe(room, newcomer, null));
                }
                others.removeFirst().unsubscribe();
            }
        }));
        others.add(subscribe(0, room, new BroadcastInbox()));
        others.add(subscribe(0, room, new BroadcastInbox()));
        subscribe(0, room, after);
        shout(room, "first");
        before.expect("first");
        after.expect("first");
        shout(room, "second");
        before.expect("second");
        after.expect("second");
        assertNull(own.get());
        newcomer.expect("second");
    }

    @Test
    void subscriberThatFailsHarmsNoOther() {
        var room = unique("failing");
        var before = new BroadcastInbox();
        var after = new BroadcastInbox();
        subscribe(0, room, before);
        subscribe(0, room, delivery -> {
            throw new IllegalStateException("on purpose");
        });
        subscribe(0, room, after);
        shout(room, "first");
        shout(room, "second");
        before.expect("first", "second");
        after.expect("first", "second");
    }

    @Test
    void handlersRunOnTheContextTheySubscribedOn() throws InterruptedException {
        var room = unique("plain");
        var seen = new LinkedBlockingQueue<Context>();
        Context context = vertx().getOrCreateContext();
        TestLoops.call(context, () -> there().subscribe(room, broadcast -> seen.add(Vertx.currentContext())));
        there().subscribe(room, broadcast -> seen.add(Vertx.currentContext()));
        awaitInterest();
        shout(room, "news");
        var first = seen.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        var second = seen.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertTrue(first != null && second != null, "both are called");
        assertTrue(first.equals(context) || second.equals(context), "one runs where it subscribed");
        assertTrue(first.isEventLoopContext() && second.isEventLoopContext());
    }

    @Test
    void handlerMayComeAndGoFromInsideOfIt() {
        var room = unique("inside");
        var inbox = new BroadcastInbox();
        Promise<Subscription> own = Promise.promise();
        own.complete(there().subscribe(room, broadcast -> {
            inbox.take(broadcast);
            own.future().result().unsubscribe();
            var unused = there().subscribe(room + "-next", inbox::take);
            here().broadcast(room + "-next", "next", Map.of());
        }));
        awaitInterest();
        shout(room, "first");
        inbox.expect("first");
        inbox.expect("next");
        shout(room, "second");
        here().broadcast(room + "-next", "marker", Map.of());
        inbox.expect("marker");
    }

    @Test
    void handlerThatUnsubscribedIsNotCalledForWhatWasOnItsWay() {
        var room = unique("on-its-way");
        var gone = new BroadcastInbox();
        var member = new BroadcastInbox();
        Context context = vertx().getOrCreateContext();
        TestLoops.call(context, () -> {
            var subscription = there().subscribe(room, gone::take);
            there().subscribe(room, member::take);
            TestLoops.elsewhere(() -> there().broadcast(room, "missed", Map.of())); // waits behind this task
            subscription.unsubscribe();
            return true;
        });
        member.expect("missed");
        TestLoops.call(context, () -> there().subscribe(room, gone::take));
        awaitInterest();
        shout(room, "marker");
        gone.expect("marker");
    }

    @Test
    void nodesHaveNames() {
        assertEquals(there().nodeName(), there().nodeName());
        assertTrue(!there().nodeName().isEmpty());
    }
}

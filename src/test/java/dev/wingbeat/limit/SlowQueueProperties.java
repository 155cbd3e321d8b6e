package dev.wingbeat.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What waits for a slow connection, beside a model that is a plain list. */
class SlowQueueProperties {

    private static final int SIZE = 100;

    /** A connection that takes as much as the test says. */
    private static final class Link implements SlowQueues.Outlet {
        private final List<String> sent = new ArrayList<>();
        private int room;

        @Override
        public boolean writable() {
            return room > 0;
        }

        @Override
        public void send(Frame frame) {
            room--;
            sent.add(text(frame));
        }
    }

    /** A message as the model knows it. */
    private record Message(String event, Object id, boolean mayBeDropped, String text) {}

    /** One topic: everything in one list, searched from its beginning. */
    private static final class Model implements SlowQueue.Watcher {
        private final SlowPolicy policy;
        private final List<Message> waiting = new ArrayList<>();
        private int missing;
        private int shedBySubject;
        private int shed;

        Model(SlowPolicy policy) {
            this.policy = policy;
        }

        void offer(Message message, Link link) {
            if (waiting.isEmpty() && missing == 0 && (link.room > 0 || !message.mayBeDropped())) {
                link.room--;
                link.sent.add(message.text());
            } else if (!message.mayBeDropped()) {
                waiting.add(message);
            } else {
                add(message);
            }
        }

        private void add(Message message) {
            switch (policy.kind()) {
                case VOLATILE -> shed++;
                case LATEST -> {
                    if (waiting.removeIf(other -> other.mayBeDropped() && sameSlot(other, message))) {
                        shed++;
                    }
                    addAndDrop(message);
                }
                case DROP_OLDEST -> addAndDrop(message);
                case DISCONNECT -> throw new AssertionError("has no queue");
            }
        }

        private boolean sameSlot(Message one, Message other) {
            return one.event().equals(other.event())
                    && (policy.key() == null || one.id().equals(other.id()));
        }

        private void addAndDrop(Message message) {
            waiting.add(message);
            if (waiting.stream().filter(Message::mayBeDropped).count() > policy.max()) {
                int oldest = 0;
                while (!waiting.get(oldest).mayBeDropped()) {
                    oldest++;
                }
                waiting.remove(oldest);
                shed++;
                missing += policy.kind() == SlowPolicy.Kind.DROP_OLDEST ? 1 : 0;
            }
        }

        void drain(Link link) {
            while (link.room > 0 && !(waiting.isEmpty() && missing == 0)) {
                if (missing > 0) {
                    link.room--;
                    link.sent.add("missing " + missing);
                    missing = 0;
                }
                if (!waiting.isEmpty()) {
                    link.room--;
                    link.sent.add(waiting.removeFirst().text());
                }
            }
        }

        @Override
        public void shed(int count) {
            shedBySubject += count;
        }

        @Override
        public Frame notice(int dropped) {
            return Frame.text("missing " + dropped);
        }
    }

    static List<SlowPolicy> policies() {
        return List.of(
                SlowPolicy.latest(),
                SlowPolicy.latest("id"),
                SlowPolicy.dropOldest(1),
                SlowPolicy.dropOldest(7),
                SlowPolicy.dropWhenSlow());
    }

    private static String text(Frame frame) {
        return new String(frame.array(), frame.payloadOffset(), frame.payloadLength(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void doesWhatAPlainListWouldDo(SlowPolicy policy) {
        for (int seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            var expected = new Link();
            var actual = new Link();
            var model = new Model(policy);
            var account = LoopAccount.unlimited();
            var queues = new SlowQueues(actual, account);
            SlowQueue queue = queues.open(policy, model);
            for (int step = 0; step < 400; step++) {
                if (random.nextInt(8) == 0) {
                    int room = random.nextInt(12);
                    expected.room = room;
                    actual.room = room;
                    model.drain(expected);
                    queues.drain();
                } else {
                    var message = new Message(
                            "e" + random.nextInt(5), random.nextInt(100), random.nextInt(9) != 0, "m" + step);
                    model.offer(message, expected);
                    Frame frame = Frame.text(message.text());
                    if (message.mayBeDropped()) {
                        queue.send(message.event(), Payload.of("id", message.id()), frame);
                    } else {
                        queue.keep(frame);
                    }
                }
                assertEquals(expected.sent, actual.sent, "seed " + seed + ", step " + step);
                assertEquals(model.shed, model.shedBySubject, "seed " + seed + ", step " + step);
            }
            expected.room = Integer.MAX_VALUE;
            actual.room = Integer.MAX_VALUE;
            model.drain(expected);
            queues.drain();
            assertEquals(expected.sent, actual.sent, "seed " + seed);
            assertEquals(0, queues.bytes());
            assertEquals(0, heapCharged(account));
        }
    }

    private static long heapCharged(LoopAccount account) {
        account.tick();
        return account.publishedHeap();
    }

    /** Many topics, and messages that are large: bytes are the bound then, for all of them together. */
    @Test
    void holdsNoMoreThanItsBytes() {
        var link = new Link();
        var account = LoopAccount.unlimited();
        var queues = new SlowQueues(link, account);
        List<Model> models = policies().stream().map(Model::new).toList();
        List<SlowQueue> open =
                models.stream().map(model -> queues.open(model.policy, model)).toList();
        var random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            var payload = Payload.of("id", i, "d", "x".repeat(random.nextInt(30_000)));
            open.get(random.nextInt(open.size())).send("e" + random.nextInt(300), payload, Frame.of(payload));
            assertTrue(queues.bytes() <= SlowQueues.MAX_BYTES, () -> queues.bytes() + " bytes");
            assertEquals(queues.bytes(), heapCharged(account));
        }
        assertEquals(List.of(), link.sent);
        open.forEach(SlowQueue::end);
        assertEquals(0, heapCharged(account));
        assertEquals(List.of(), link.sent);
    }

    /** The connection itself has a bound, and ends who is beyond it. */
    @Test
    void tooMuchThatMustNotBeDroppedIsHandedToTheConnection() {
        var link = new Link();
        var queues = new SlowQueues(link, LoopAccount.unlimited());
        SlowQueue queue = queues.open(SlowPolicy.latest(), new Model(SlowPolicy.latest()));
        queue.send("price", Payload.EMPTY, Frame.text("price"));
        int count = SlowQueues.MAX_BYTES / SIZE + 1;
        for (int i = 0; i < count; i++) {
            queue.keep(Frame.text("r" + "x".repeat(SIZE)));
        }
        assertTrue(link.sent.size() > 1, "handed over");
        assertEquals("price", link.sent.getFirst());
        assertTrue(queues.bytes() < SlowQueues.MAX_BYTES);
    }

    /** A channel that has ended has answered what was asked, and said goodbye. */
    @Test
    void theEndSendsWhatMustNotBeDropped() {
        var link = new Link();
        var queues = new SlowQueues(link, LoopAccount.unlimited());
        var watcher = new Model(SlowPolicy.dropOldest(2));
        SlowQueue queue = queues.open(SlowPolicy.dropOldest(2), watcher);
        for (int i = 0; i < 5; i++) {
            queue.send("e", Payload.EMPTY, Frame.text("e" + i));
        }
        queue.keep(Frame.text("reply"));
        queue.keep(Frame.text("close"));
        queue.end();
        assertEquals(List.of("reply", "close"), link.sent);
        assertEquals(5, watcher.shedBySubject);
        queues.drain();
        assertEquals(List.of("reply", "close"), link.sent);
    }
}

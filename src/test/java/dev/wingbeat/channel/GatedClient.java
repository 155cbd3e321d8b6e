package dev.wingbeat.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.channel.DeliveryGate.Meanwhile;
import dev.wingbeat.limit.Backlog;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.Delivery;
import dev.wingbeat.pubsub.TestLoops;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client behind a {@link DeliveryGate}, and the model it is judged by: each event counts its broadcasts, a state says how far
 * it has counted, and whatever the client hears next is the next number.
 *
 * <p>States of {@code a} and {@code b} contain all that was broadcast before them, states of {@code c} any part of what came
 * while they were awaited: there a client skips what it has counted already.
 */
final class GatedClient implements DeliveryGate.Outlet {

    private static final Payload LITTLE = Payload.of("much", false);
    private static final Payload MUCH = Payload.of("much", "x".repeat(12 << 20));
    private static final List<Set<String>> CONTAINED = List.of(Set.of("a"), Set.of("b"), Set.of("a", "b"));

    private final Backlog backlog = new Backlog(LoopAccount.unlimited());
    private DeliveryGate gate = new DeliveryGate(this, backlog, false);

    private final Map<String, Integer> broadcasts = new HashMap<>();
    private final IdentityHashMap<Delivery, Integer> numbers = new IdentityHashMap<>();
    private final List<Awaited> awaited = new ArrayList<>();
    private final Map<String, State> states = new HashMap<>();
    private final List<Runnable> retries = new ArrayList<>();

    private final Map<String, Integer> counted = new HashMap<>();
    private final Map<String, Integer> heard = new HashMap<>();
    private final Map<String, Set<Integer>> lost = new HashMap<>();
    private @Nullable String incomplete;

    private boolean joined;
    private boolean answered;
    private boolean held;
    private boolean ready = true;
    private boolean ended;
    private long before;

    /** A state that is on its way, and how far the events were when that began. */
    private record Awaited(
            DeliveryGate.Hold hold, Meanwhile meanwhile, Set<String> events, Map<String, Integer> since) {}

    /** A state: how far each event has counted. */
    private record State(Map<String, Integer> counts, int parts) {}

    // --- what happens

    void broadcast(int pick, boolean much) {
        String event = List.of("a", "b", "c").get(pick % 3);
        var delivery = TestLoops.delivery(new Broadcast("topic", event, much ? MUCH : LITTLE));
        numbers.put(delivery, broadcasts.merge(event, 1, Integer::sum));
        if (!gate.holds(delivery)) {
            forward(delivery);
        }
    }

    void join() {
        if (!joined) {
            joined = true;
            gate.joined();
            answered = true;
            gate.answered();
        }
    }

    void awaitContaining(int pick) {
        await(CONTAINED.get(pick % CONTAINED.size()), Meanwhile.DROPPED);
    }

    void awaitLacking() {
        await(Set.of("a", "b", "c"), Meanwhile.KEPT);
    }

    private void await(Set<String> events, Meanwhile meanwhile) {
        if (!ended) {
            held = true;
            gate.hold(
                    events::contains,
                    meanwhile,
                    hold -> awaited.add(new Awaited(hold, meanwhile, events, Map.copyOf(broadcasts))));
        }
    }

    /** Sends a state that is awaited. */
    void state(int pick, int parts, int number) {
        if (awaited.isEmpty()) {
            return;
        }
        var next = awaited.remove(pick % awaited.size());
        Map<String, Integer> counts = new HashMap<>();
        if (next.meanwhile == Meanwhile.DROPPED) {
            next.events.forEach(event -> counts.put(event, count(broadcasts, event)));
        } else {
            int since = count(next.since, "c");
            counts.put("c", since + number % (count(broadcasts, "c") - since + 1));
        }
        String name = "state-" + states.size();
        states.put(name, new State(counts, parts));
        List<Frame> frames = new ArrayList<>();
        for (int part = 1; part <= parts; part++) {
            frames.add(Frame.text(name + " " + part));
        }
        next.hold.release(frames);
    }

    /** Gives a state up that is awaited: what it would have contained is lost. */
    void fail(int pick) {
        if (awaited.isEmpty()) {
            return;
        }
        var next = awaited.remove(pick % awaited.size());
        if (next.meanwhile == Meanwhile.DROPPED) {
            for (var event : next.events) {
                for (int number = 1; number <= count(broadcasts, event); number++) {
                    lost.computeIfAbsent(event, ignored -> new HashSet<>()).add(number);
                }
            }
        }
        next.hold.release(List.of());
    }

    void stall() {
        ready = false;
    }

    void read() {
        ready = true;
        var tasks = List.copyOf(retries);
        retries.clear();
        tasks.forEach(Runnable::run);
    }

    void leave() {
        gate.close();
        ended = true;
    }

    /** Checks what must be so after each step. */
    void check() {
        assertTrue(retries.size() <= 1, "tries to go on twice");
        long now = backlog.bytes();
        assertTrue(now >= 0 && now <= Backlog.MAX_BYTES + MUCH.length() + 10_000, now + " bytes held");
        if (ended) {
            assertEquals(0, now, "bytes held for a client that has gone");
        }
        before = now;
    }

    /** Lets everything come to its end, after which the client has counted what there is to count. */
    void finish() {
        join();
        while (!awaited.isEmpty()) {
            state(0, 2, 1);
        }
        read();
        assertEquals(List.of(), retries);
        assertEquals(0, backlog.bytes());
        if (!ended) {
            assertFalse(held, "the gate is not let go");
            assertNull(incomplete);
            broadcasts.forEach((event, count) -> expect(event, count + 1));
        }
    }

    // --- what the client gets

    @Override
    public String label() {
        return "topic";
    }

    @Override
    public void over() {
        if (joined == answered) { // as a membership does, which makes a new one when it needs it
            held = false;
            gate = new DeliveryGate(this, backlog, joined);
        }
    }

    @Override
    public void send(Frame frame) {
        assertFalse(ended);
        assertTrue(ready, "sent to a client that does not keep up");
        var words = new String(frame.array(), frame.payloadOffset(), frame.payloadLength(), StandardCharsets.UTF_8)
                .split(" ", 2);
        var state = states.get(words[0]);
        int part = Integer.parseInt(words[1]);
        assertEquals(part == 1 ? null : words[0] + " " + part, incomplete);
        incomplete = part == state.parts ? null : words[0] + " " + (part + 1);
        if (part == state.parts) {
            counted.putAll(state.counts);
        }
    }

    @Override
    public void forward(Delivery delivery) {
        if (ended) { // it passes, but there is no client any more
            return;
        }
        String event = delivery.broadcast().event();
        int number = numbers.get(delivery);
        assertTrue(number > count(heard, event), () -> event + " " + number + " comes twice, or too late");
        heard.put(event, number);
        if (!event.equals("c") || number > count(counted, event)) {
            expect(event, number);
            counted.put(event, number);
        }
    }

    /** Checks that a number is the next one, but for those that were lost. */
    private void expect(String event, int number) {
        int next = count(counted, event) + 1;
        while (next < number && lost.getOrDefault(event, Set.of()).contains(next)) {
            next++;
        }
        assertEquals(next, number, () -> "the next " + event + " of " + counted);
    }

    private static int count(Map<String, Integer> counts, String event) {
        return counts.getOrDefault(event, 0);
    }

    // --- the rest of the outlet

    @Override
    public void run(Runnable task) {
        task.run();
    }

    @Override
    public Frame push(String event, Payload payload) {
        throw new AssertionError(event);
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public void later(Runnable task) {
        retries.add(task);
    }

    @Override
    public void overflow() {
        assertFalse(ended, "overflows when it has ended");
        assertTrue(before > Backlog.MAX_BYTES, () -> "overflows at " + before + " bytes");
        ended = true;
    }
}

package dev.wingbeat.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Queues of inputs, against plain lists. */
class InputQueueTest {

    private record Input(int player, String event, int number) {}

    @Test
    void keepsWhatAListWouldKeep() {
        for (int seed = 0; seed < 2_000; seed++) {
            var random = new SplittableRandom(seed);
            int capacity = random.nextInt(1, 20);
            int perPlayer = random.nextInt(1, 8);
            var queue = new InputQueue<Integer, Input>(
                    capacity, perPlayer, event -> event.startsWith("stick"), Input::number);
            List<Input> model = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                if (random.nextInt(15) == 0) {
                    List<Input> drained = new ArrayList<>();
                    queue.drain(drained::add);
                    assertEquals(model, drained, "seed " + seed);
                    assertTrue(queue.isEmpty());
                    model.clear();
                } else {
                    var input = new Input(random.nextInt(4), event(random), i);
                    assertEquals(
                            offer(model, input, capacity, perPlayer),
                            queue.offer(input.player(), input.event(), input),
                            "seed " + seed);
                }
                assertEquals(model.stream().mapToLong(Input::number).sum(), queue.weight(), "seed " + seed);
            }
        }
    }

    @Test
    void whatIsAddedMeanwhileWaits() {
        var queue = new InputQueue<Integer, String>(2, 2, event -> false, String::length);
        assertTrue(queue.offer(1, "a", "first"));
        List<String> drained = new ArrayList<>();
        queue.drain(input -> {
            drained.add(input);
            assertTrue(queue.offer(1, "a", "second"));
        });
        assertEquals(List.of("first"), drained);
        queue.drain(drained::add);
        assertEquals(List.of("first", "second"), drained);
    }

    /** Whoever stops half way has the rest, in order. */
    @Test
    void whatIsLeftIsHandedOverWhenAHandlerAsksForIt() {
        var queue = new InputQueue<Integer, String>(4, 4, event -> false, String::length);
        assertTrue(queue.offer(1, "a", "first"));
        assertTrue(queue.offer(1, "a", "second"));
        assertTrue(queue.offer(1, "a", "third"));
        List<String> handled = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        queue.drain(input -> {
            handled.add(input);
            assertTrue(queue.offer(1, "a", "fourth"));
            queue.drain(rest::add);
        });
        assertEquals(List.of("first"), handled);
        assertEquals(List.of("second", "third", "fourth"), rest);
        assertTrue(queue.isEmpty());
        assertEquals(0, queue.weight());
    }

    private static boolean offer(List<Input> model, Input input, int capacity, int perPlayer) {
        if (input.event().startsWith("stick")) {
            for (int i = 0; i < model.size(); i++) {
                Input other = model.get(i);
                if (other.player() == input.player() && other.event().equals(input.event())) {
                    model.set(i, input);
                    return true;
                }
            }
        }
        long own =
                model.stream().filter(other -> other.player() == input.player()).count();
        return model.size() < capacity && own < perPlayer && model.add(input);
    }

    private static String event(SplittableRandom random) {
        return List.of("shoot", "jump", "stick", "stick2").get(random.nextInt(4));
    }
}

package dev.wingbeat.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.json.MergePatch;
import dev.wingbeat.protocol.Payload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random changes of a state, against a map of maps that is changed likewise and a client that merges patches. */
class RoomStateProperties {

    private static final int HISTORIES = 3_000;
    private static final int STEPS = 60;
    private static final List<String> KEYS = List.of("a", "b", "c");

    @Test
    void patchesMakeWhatThereIsOfWhatWasThere() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            var random = new SplittableRandom(seed);
            var state = new RoomState(RoomViews.Rules.NONE);
            Map<String, Object> model = new TreeMap<>();
            Object client = Map.of();
            for (int step = 0; step < STEPS; step++) {
                change(random, state, model);
                assertEquals(model, state.toMap(), "seed " + seed);
                if (random.nextInt(4) == 0) {
                    boolean changed = state.isChanged();
                    Map<String, @Nullable Object> patch = state.takePatch();
                    assertTrue(changed || patch.isEmpty(), "seed " + seed);
                    client = Objects.requireNonNull(MergePatch.apply(client, patch));
                    assertEquals(model, client, "seed " + seed + ", step " + step + ", patch " + patch);
                    assertTrue(state.takePatch().isEmpty());
                }
            }
        }
    }

    @Test
    void whoJoinsBetweenPatchesFollowsAsTheOthersDo() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            var random = new SplittableRandom(seed);
            var state = new RoomState(RoomViews.Rules.NONE);
            Map<String, Object> model = new TreeMap<>();
            List<Object> clients = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                change(random, state, model);
                if (random.nextInt(5) == 0) {
                    Map<String, @Nullable Object> patch = state.takePatch(); // those who are there first
                    clients.replaceAll(client -> Objects.requireNonNull(MergePatch.apply(client, patch)));
                    clients.add(state.toMap());
                    int at = step;
                    int history = seed;
                    clients.forEach(client -> assertEquals(model, client, "seed " + history + ", step " + at));
                }
            }
        }
    }

    @Test
    void itsWeightIsThatOfWhatIsThere() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            var random = new SplittableRandom(seed);
            int[] total = {2};
            Set<String> claimed = new HashSet<>();
            var state = new RoomState(new RoomViews.Rules() {
                @Override
                public void claim(String key) {
                    assertTrue(claimed.add(key), key);
                }

                @Override
                public void release(String key) {
                    assertTrue(claimed.remove(key), key);
                }

                @Override
                public void grow(int bytes) {
                    total[0] += bytes;
                }
            });
            Map<String, Object> model = new TreeMap<>();
            for (int step = 0; step < STEPS; step++) {
                change(random, state, model);
                assertEquals(StateValues.weight(state.toMap()), state.weight(), "seed " + seed);
                assertEquals(state.weight(), total[0], "seed " + seed);
                assertTrue(claimed.containsAll(state.keys()), "seed " + seed);
                if (random.nextInt(4) == 0) {
                    state.takePatch();
                    assertEquals(state.keys(), claimed, "seed " + seed);
                }
                assertTrue(Payload.of(state.toMap()).length() <= state.weight(), "seed " + seed);
            }
        }
    }

    /** Changes both in the same way: at any depth, by any of the methods. */
    private static void change(SplittableRandom random, RoomState state, Map<String, Object> model) {
        RoomState at = state;
        Map<String, Object> in = model;
        for (int depth = random.nextInt(3); depth > 0; depth--) {
            String key = key(random);
            if (in.get(key) != null && !(in.get(key) instanceof Map)) {
                break;
            }
            at = at.at(key);
            in = within(in, key);
        }
        String key = key(random);
        switch (random.nextInt(3)) {
            case 0 -> {
                at.remove(key);
                in.remove(key);
            }
            case 1 -> {
                Object value = scalar(random);
                at.put(key, value);
                in.put(key, value);
            }
            default -> {
                Map<String, Object> object = object(random, 2);
                at.put(key, object);
                in.put(key, copy(object));
            }
        }
    }

    private static Map<String, Object> copy(Map<?, ?> map) {
        Map<String, Object> copy = new TreeMap<>();
        map.forEach((key, value) -> copy.put((String) key, value instanceof Map<?, ?> within ? copy(within) : value));
        return copy;
    }

    @SuppressWarnings("unchecked") // the model has no other maps
    private static Map<String, Object> within(Map<String, Object> model, String key) {
        return (Map<String, Object>) model.computeIfAbsent(key, ignored -> new TreeMap<String, Object>());
    }

    private static Map<String, Object> object(SplittableRandom random, int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int entries = random.nextInt(3); entries > 0; entries--) {
            object.put(key(random), depth > 0 && random.nextBoolean() ? object(random, depth - 1) : scalar(random));
        }
        return object;
    }

    private static Object scalar(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(3);
            case 1 -> random.nextBoolean();
            case 2 -> List.of(random.nextInt(2), Map.of("x", random.nextInt(2)));
            default -> "text" + random.nextInt(3);
        };
    }

    private static String key(SplittableRandom random) {
        return KEYS.get(random.nextInt(KEYS.size()));
    }
}

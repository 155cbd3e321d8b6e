package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wingbeat.support.Patience;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The recorded conversations of the vector files, made into tests; plays them while the tests of a class run. */
final class Vectors implements AfterAllCallback {

    /** Plays one case; fails by an exception or an assertion. */
    @FunctionalInterface
    interface Player {
        void play(JsonNode vector) throws Exception;
    }

    private final ExecutorService players = Executors.newFixedThreadPool(8);

    @Override
    public void afterAll(ExtensionContext context) {
        players.shutdownNow();
    }

    /** Plays all cases of a file, several at a time since most of their time is silence, and reports each as a test. */
    List<DynamicTest> cases(String file, Player player) throws IOException {
        var tests = new ArrayList<DynamicTest>();
        StreamSupport.stream(read(file).path("cases").spliterator(), false).forEach(vector -> {
            Future<?> played = players.submit(() -> {
                player.play(vector);
                return null;
            });
            var title = vector.path("title").asText("");
            var name = vector.path("id").textValue() + (title.isEmpty() ? "" : ": " + title);
            tests.add(DynamicTest.dynamicTest(name, () -> await(played)));
        });
        return tests;
    }

    private static void await(Future<?> played) throws Throwable {
        try {
            played.get(Patience.LIMIT.multipliedBy(2).toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    /** Reads a vector file. */
    static JsonNode read(String name) throws IOException {
        try (var in = Vectors.class.getResourceAsStream("/wire/" + name + ".json")) {
            assertNotNull(in, () -> "wire/" + name + ".json (expected: on the class path)");
            return new ObjectMapper().readTree(in);
        }
    }
}

package dev.wingbeat.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceWatchTest {

    @TempDir
    Path root;

    private Path one;
    private SourceWatch watch;

    @BeforeEach
    void begin() throws IOException {
        one = Files.writeString(Files.createDirectories(root.resolve("a/b")).resolve("One.java"), "1");
        watch = new SourceWatch(List.of(root, root.resolve("none")));
    }

    @Test
    void changesAreToldOnceTheyHaveSettled() throws IOException {
        assertEquals(Set.of(), watch.changed());
        Files.writeString(one, "22");
        assertEquals(Set.of(), watch.changed());
        Path two = Files.writeString(root.resolve("Two.java"), "2");
        assertEquals(Set.of(), watch.changed());
        assertEquals(Set.of(one, two), watch.changed());
        assertEquals(Set.of(), watch.changed());
    }

    @Test
    void deletionsAreChanges() throws IOException {
        Files.delete(one);
        assertEquals(Set.of(), watch.changed());
        assertEquals(Set.of(one), watch.changed());
        assertEquals(Set.of(), watch.changed());
    }

    @Test
    void whatIsTakenBackIsNoChange() throws IOException {
        Path two = Files.writeString(root.resolve("Two.java"), "2");
        assertEquals(Set.of(), watch.changed());
        Files.delete(two);
        assertEquals(Set.of(), watch.changed());
        assertEquals(Set.of(), watch.changed());
    }
}

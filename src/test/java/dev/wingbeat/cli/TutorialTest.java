package dev.wingbeat.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.consumer.Tutorial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tutorial leads to compiles, and is printed as it says. ProjectIT runs it. */
class TutorialTest {

    @TempDir
    Path parent;

    @Test
    void everyStepCanBeFollowedAndTheEndCompiles() throws Exception {
        Path project = Tutorial.follow(parent, TutorialTest::run);
        new WrittenProject(project).compile(parent.resolve("classes"));
    }

    private static String run(Path folder, List<String> arguments) {
        var all = new ArrayList<>(arguments);
        all.addAll(List.of("--dir", folder.toString()));
        var ran = Ran.of(all.toArray(String[]::new));
        assertEquals(0, ran.status(), ran::err);
        return ran.out();
    }
}

package dev.wingbeat.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The guide shows what is compiled and run here. */
class GuideTest {

    private static final Path GUIDE = Path.of("src", "docs", "testing.md");
    private static final Path SOURCES = Path.of("src", "test", "java", "dev", "wingbeat", "guide");
    private static final Pattern EXAMPLE =
            Pattern.compile("```java\n(.*?(?:class|record) (\\w+).*?)```", Pattern.DOTALL);

    @Test
    void examplesAreTheseSources() throws IOException {
        Set<String> shown = new TreeSet<>();
        Matcher example = EXAMPLE.matcher(Files.readString(GUIDE));
        while (example.find()) {
            String name = example.group(2);
            shown.add(name);
            String source = Files.readString(SOURCES.resolve(name + ".java"));
            assertEquals(source.replace("package dev.wingbeat.guide;\n\n", ""), example.group(1), name);
        }
        try (var files = Files.list(SOURCES)) {
            assertEquals(
                    files.map(file -> file.getFileName().toString().replace(".java", ""))
                            .filter(name -> !Set.of("GuideTest", "package-info").contains(name))
                            .collect(Collectors.toCollection(TreeSet::new)),
                    shown);
        }
    }
}

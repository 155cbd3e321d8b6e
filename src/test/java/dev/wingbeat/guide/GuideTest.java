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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guides show what is compiled and run here. */
class GuideTest {

    private static final Path DOCS = Path.of("src", "docs");
    private static final Path TESTS = Path.of("src", "test", "java", "dev", "wingbeat");
    private static final Pattern EXAMPLE =
            Pattern.compile("```java\n((?:(?!```).)*?(?:class|record) (\\w+).*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @CsvSource({"testing.md, guide", "rooms.md, roomguide"})
    void examplesAreTheseSources(String guide, String folder) throws IOException {
        Path sources = TESTS.resolve(folder);
        Set<String> shown = new TreeSet<>();
        Matcher example = EXAMPLE.matcher(Files.readString(DOCS.resolve(guide)));
        while (example.find()) {
            String name = example.group(2);
            shown.add(name);
            String source = Files.readString(sources.resolve(name + ".java"));
            assertEquals(source.replace("package dev.wingbeat." + folder + ";\n\n", ""), example.group(1), name);
        }
        try (var files = Files.list(sources)) {
            assertEquals(
                    files.map(file -> file.getFileName().toString().replace(".java", ""))
                            .filter(name -> !Set.of("GuideTest", "package-info").contains(name))
                            .collect(Collectors.toCollection(TreeSet::new)),
                    shown);
        }
    }
}

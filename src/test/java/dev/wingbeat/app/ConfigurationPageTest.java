package dev.wingbeat.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.wingbeat.config.Leaf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of configuration.md are those of the settings. */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("src/docs/configuration.md");
    private static final Pattern NAME = Pattern.compile("`([a-z.-]+)`");

    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    private static List<String> rows(String begin) throws IOException {
        return Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.equals(begin))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    @Test
    void valuesOfSectionsAreListed() throws IOException {
        var rows = Settings.SECTIONS.stream()
                .flatMap(section -> Leaf.below(section.key()).stream())
                .map(leaf -> "| `%s` | `%s` | %s | %s |"
                        .formatted(
                                leaf.name(),
                                leaf.variable(),
                                leaf.key().preset() == null
                                        ? ""
                                        : '`' + leaf.key().preset() + '`',
                                leaf.key().meaning()))
                .toList();
        assertEquals(String.join("\n", rows), String.join("\n", rows("| key | variable | default | |")));
    }

    /** A file that the page mentions is one that is there. */
    @Test
    void examplesAreTaken(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("api"), "0123456789abcdef".repeat(4));
        var examples = EXAMPLE.matcher(Files.readString(PAGE)).results().toList();
        assertFalse(examples.isEmpty());
        for (MatchResult example : examples) {
            Files.writeString(
                    folder.resolve("wingbeat.yaml"), example.group(1).replace("/run/secrets/api", secret.toString()));
            var input = new ConfigReader.Input(Map.of(), Map.of(), folder);
            var read = ConfigReader.read(SettingsTable.of(Settings.ALL), input);
            assertFalse(read.given().isEmpty(), example::group);
        }
    }

    @Test
    void whatCountsWithoutARestartIsListed() throws IOException {
        var live = Stream.concat(
                        Settings.ALL.stream().filter(Setting::live).map(Setting::name),
                        Settings.SECTIONS.stream().filter(Section::live).map(Section::name))
                .sorted()
                .toList();
        var listed = rows("| takes effect without a restart | from when |").stream()
                .flatMap(row -> NAME.matcher(row.split("\\|", -1)[1]).results())
                .map(found -> found.group(1))
                .sorted()
                .toList();
        assertEquals(live, listed);
    }
}

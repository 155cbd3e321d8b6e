package dev.wingbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.app.Settings;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {

    private static final Path README = Path.of("README.md");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

    @Test
    void configurationTableIsThatOfTheOptions() throws IOException {
        var rows = Settings.ALL.stream()
                .map(setting -> "| `%s` | `%s` | `%s` | %s |"
                        .formatted(setting.flag(), setting.variable(), setting.preset(), setting.meaning()))
                .toList();
        assertEquals(
                rows,
                Files.readAllLines(README).stream()
                        .filter(line -> line.startsWith("| `--"))
                        .toList());
    }

    @Test
    void javaExamplesCompile(@TempDir Path classes) throws IOException {
        Matcher example = JAVA.matcher(Files.readString(README));
        int examples = 0;
        while (example.find()) {
            examples++;
            compile(example.group(1), classes);
        }
        assertTrue(examples > 0, "README.md (expected: a java example)");
    }

    /** The compiler plugin that Maven 3.8 takes for a project without one does not know {@code maven.compiler.release}. */
    @Test
    void projectIsOneThatOlderMavensCompile() throws IOException {
        var readme = Files.readString(README);
        assertTrue(readme.contains("<maven.compiler.source>21<"), "README.md (expected: maven.compiler.source)");
        assertTrue(readme.contains("<maven.compiler.target>21<"), "README.md (expected: maven.compiler.target)");
        assertFalse(readme.contains("maven.compiler.release"), "README.md (expected: no maven.compiler.release)");
    }

    @Test
    void linksLeadToFiles() throws IOException {
        Matcher link = LINK.matcher(Files.readString(README));
        while (link.find()) {
            assertTrue(Files.exists(Path.of(link.group(1))), link.group(1));
        }
    }

    private static void compile(String source, Path classes) {
        Matcher name = Pattern.compile("(?:class|interface|record) (\\w+)").matcher(source);
        assertTrue(name.find(), source);
        var file =
                new SimpleJavaFileObject(
                        URI.create("string:///" + name.group(1) + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        var problems = new DiagnosticCollector<JavaFileObject>();
        String classPath = classes + File.pathSeparator + System.getProperty("java.class.path");
        var options = List.of("-d", classes.toString(), "-cp", classPath, "-proc:none", "--release", "21");
        ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, problems, options, null, List.of(file))
                .call();
        assertEquals(List.of(), problems.getDiagnostics());
    }
}

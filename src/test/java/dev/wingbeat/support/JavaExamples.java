package dev.wingbeat.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
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

/** The examples in Java on a page. */
public final class JavaExamples {

    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("(?:class|interface|record) (\\w+)");

    private JavaExamples() {}

    /** Returns the examples of a page, in its order. */
    public static List<String> of(Path page) {
        try {
            return JAVA.matcher(Files.readString(page))
                    .results()
                    .map(example -> example.group(1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles a source against the class path and what is in a folder, to which its classes are added. Returns its name. */
    public static String compile(String source, Path classes) {
        Matcher name = TYPE.matcher(source);
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
        return name.group(1);
    }
}

package dev.wingbeat.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code new} writes, and what it refuses. That it runs is shown behind {@code mvn package}, by ProjectIT. */
class NewCommandTest {

    private static final Path TEMPLATES = Path.of("src/test/java/dev/wingbeat/starter");
    private static final Pattern PLUGIN = Pattern.compile(
            "<artifactId>([\\w-]+-maven-plugin|maven-[\\w-]+-plugin|junit-\\w+)</artifactId>\\s*<version>([^<]+)<");

    @TempDir
    Path parent;

    @Test
    void projectIsWholeAndCompiles() throws IOException {
        var project = WrittenProject.in(parent);
        project.compile(parent.resolve("classes"));
        Map<String, String> texts = project.texts();
        assertTrue(texts.keySet().containsAll(Set.of("pom.xml", "README.md", "k8s/base/my-app.env", ".gitignore")));
        assertEquals(Files.readString(Path.of("cluster.xml")), texts.get("src/main/resources/cluster.xml"));
        texts.forEach((file, text) -> assertFalse(text.contains("starter"), file));
    }

    @Test
    void sourcesAreThoseThatAreTestedHere() throws IOException {
        var project = WrittenProject.in(parent);
        Set<String> written = project.texts().keySet().stream()
                .filter(file -> file.endsWith(".java"))
                .map(file -> file.substring(file.lastIndexOf('/') + 1))
                .collect(Collectors.toCollection(TreeSet::new));
        try (var files = Files.list(TEMPLATES)) {
            assertEquals(
                    files.map(file -> file.getFileName().toString())
                            .filter(file -> !file.startsWith("Widget") && !file.equals("package-info.java"))
                            .collect(Collectors.toCollection(TreeSet::new)),
                    written);
        }
        assertEquals(
                Files.readString(TEMPLATES.resolve("Main.java")).replace("dev.wingbeat.starter", "com.acme.chat"),
                Files.readString(project.source("Main")));
    }

    @Test
    void deploymentIsThatOfTheHubByAnotherName() throws IOException {
        Map<String, String> texts = WrittenProject.in(parent).texts();
        Path hub = Path.of("k8s");
        try (var files = Files.walk(hub)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = texts.get(file.toString().replace("wingbeat", "my-app"));
                assertTrue(text != null && !text.contains("wingbeat"), file::toString);
                assertEquals(
                        Files.readString(file).lines().count(), text.lines().count(), file::toString);
            }
        }
        String local = texts.get("k8s/overlays/local/kustomization.yaml");
        assertTrue(local.contains("  - name: my-app\n    newTag: 0.1.0\n"), local);
        assertTrue(texts.get("pom.xml").contains("<image>my-app:${project.version}</image>"));
        assertTrue(texts.get("pom.xml").contains("<version>0.1.0</version>"));
    }

    /** What a project needs is in the local repository of whoever builds this one. */
    @Test
    void pluginsHaveTheVersionsOfThisBuild() throws IOException {
        var ours = versions(Files.readString(Path.of("pom.xml")));
        var theirs = versions(WrittenProject.in(parent).texts().get("pom.xml"));
        theirs.remove("junit-jupiter"); // by the bill of materials here
        assertEquals(7, theirs.size(), theirs::toString);
        ours.keySet().retainAll(theirs.keySet());
        assertEquals(ours, theirs);
    }

    private static Map<String, String> versions(String pom) {
        return PLUGIN.matcher(pom)
                .results()
                .collect(Collectors.toMap(plugin -> plugin.group(1), plugin -> plugin.group(2), (one, other) -> one));
    }

    @Test
    void whatIsPrintedIsWhatOneDoesNext() {
        var ran = Ran.of("new", "my-app", "--dir", parent.toString());
        assertEquals(0, ran.status());
        assertTrue(ran.out().startsWith("my-app: "), ran::out);
        for (String line : List.of("cd my-app", "mvn -q compile exec:exec ", "mvn -q verify", "exec:exec@cluster")) {
            assertTrue(ran.out().contains(line), ran::out);
        }
        assertTrue(Files.exists(parent.resolve("my-app/src/main/java/com/example/myapp/Main.java")));
    }

    @Test
    void readmeIsShortAndShowsWhatThePomHas() throws IOException {
        Map<String, String> texts = WrittenProject.in(parent).texts();
        String readme = texts.get("README.md");
        assertTrue(readme.lines().count() <= 45, readme);
        var goal = Pattern.compile("exec:exec@(\\w+)").matcher(readme);
        while (goal.find()) {
            assertTrue(texts.get("pom.xml").contains("<id>" + goal.group(1) + "</id>"), goal::group);
        }
    }

    @Test
    void dryRunListsTheFilesAndWritesNone() throws IOException {
        var ran = Ran.of("new", "my-app", "--dir", parent.toString(), "--dry-run");
        assertEquals(0, ran.status());
        assertTrue(ran.out().lines().toList().contains("src/main/java/com/example/myapp/Main.java"), ran::out);
        assertNothingWritten();
    }

    @Test
    void folderThatIsThereIsLeftAlone() throws IOException {
        Files.createDirectory(parent.resolve("my-app"));
        Files.writeString(parent.resolve("my-app/mine"), "mine");
        assertEquals(
                new Ran(1, "", "wingbeat: my-app: is there already (expected: the name of a folder that is not)\n"),
                Ran.of("new", "my-app", "--dir", parent.toString()));
        try (var files = Files.list(parent.resolve("my-app"))) {
            assertEquals(1, files.count());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MyApp               | name: MyApp (expected: small letters, digits and single dashes, such as my-app, at most 40)
            my--app             | name: my--app (expected: small letters, digits and single dashes, such as my-app, at most 40)
            ../app              | name: ../app (expected: small letters, digits and single dashes, such as my-app, at most 40)
            app --package Com.x | --package: Com.x (expected: lower-case names with dots between them, and no Java keywords, such as com.acme.chat)
            app --package a.int | --package: a.int (expected: lower-case names with dots between them, and no Java keywords, such as com.acme.chat)
            app --dir missing   | --dir: missing (expected: a folder)
            """)
    void badNamesAreRefusedBeforeAnythingIsWritten(String arguments, String problem) throws IOException {
        var all = new ArrayList<>(List.of("new"));
        if (!arguments.contains("--dir")) {
            all.addAll(List.of("--dir", parent.toString()));
        }
        all.addAll(List.of(arguments.split(" ")));
        assertEquals(new Ran(2, "", "wingbeat: " + problem + '\n'), Ran.of(all.toArray(String[]::new)));
        assertNothingWritten();
    }

    @Test
    void nameIsAskedForAndFlagsOfServeAreNotTaken() {
        assertEquals(new Ran(2, "", "wingbeat: no name (expected: a name such as my-app)\n"), Ran.of("new"));
        assertEquals(
                new Ran(2, "", "wingbeat: --port (expected: not with the command new)\n"),
                Ran.of("--port", "1", "new", "my-app"));
    }

    private void assertNothingWritten() throws IOException {
        try (var files = Files.list(parent)) {
            assertEquals(0, files.count());
        }
    }
}

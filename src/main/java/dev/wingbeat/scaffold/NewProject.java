package dev.wingbeat.scaffold;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A project that is to be written: a chat with its page, its tests, an image and a deployment. Internal seam.
 */
public final class NewProject {

    private static final String VERSION = "0.1.0";

    private static final Pattern PLACEHOLDER =
            Pattern.compile(Pattern.quote(Templates.PACKAGE) + "|\\bstarter\\b|0\\.1\\.0-SNAPSHOT");

    private static final List<String> MAIN = List.of("ChatChannel", "ChatSocket", "Main");
    private static final List<String> TESTS = List.of("ChatChannelTest", "ChatNodesTest");
    private static final List<String> WEB = List.of("app.js", "index.html", "style.css");

    private static final List<String> KUBERNETES = List.of(
            "base/horizontalpodautoscaler.yaml",
            "base/kustomization.yaml",
            "base/namespace.yaml",
            "base/networkpolicy.yaml",
            "base/poddisruptionbudget.yaml",
            "base/service-headless.yaml",
            "base/service.yaml",
            "base/serviceaccount.yaml",
            "base/statefulset.yaml",
            "base/wingbeat.env",
            "components/cluster-tls/kustomization.yaml",
            "components/cluster-tls/statefulset.yaml",
            "components/config-file/kustomization.yaml",
            "components/config-file/statefulset.yaml",
            "overlays/local/kustomization.yaml",
            "overlays/local/no-autoscaler.yaml",
            "overlays/local/small.yaml",
            "overlays/production/kustomization.yaml",
            "overlays/production/load-balancer.yaml",
            "overlays/production/size.yaml",
            "overlays/production/wingbeat.env");

    private final String name;
    private final String packageName;
    private final String wingbeat;
    private final Draft draft = new Draft();

    private NewProject(String name, String packageName, String wingbeat) {
        this.name = name;
        this.packageName = packageName;
        this.wingbeat = wingbeat;
    }

    /**
     * Makes a project.
     *
     * @param name of its folder, artifact, image and service
     * @param packageName of its sources; null for {@code com.example} and the name
     * @param wingbeat the version of Wingbeat that it depends on
     * @throws IllegalArgumentException for a name that cannot be one
     */
    public static NewProject of(String name, @Nullable String packageName, String wingbeat) {
        var project = new NewProject(
                Names.project(name),
                packageName == null ? Names.packageOf(name) : Names.packageName(packageName),
                wingbeat);
        project.addSources();
        project.addResources();
        project.addKubernetes();
        return project;
    }

    /** Returns the paths of its files, below its folder. */
    public List<String> files() {
        return draft.paths();
    }

    /** Returns whether the page has its client, phoenix.js, which builds without npm lack. */
    public boolean hasClient() {
        return files().contains("src/main/resources/web/phoenix.mjs");
    }

    /**
     * Writes it into a folder of its name, which must not be there.
     *
     * @throws TakenException when the folder is there
     * @throws UncheckedIOException when it cannot be written; then nothing of it is left
     */
    public void write(Path parent) {
        Path folder = parent.resolve(name);
        if (Files.exists(folder)) {
            throw new TakenException(name + ": is there already (expected: the name of a folder that is not)");
        }
        try {
            Path half = Files.createTempDirectory(parent, '.' + name + '-');
            try {
                Path whole = Files.createDirectory(half.resolve(name));
                draft.write(whole);
                Files.move(whole, folder);
            } finally {
                deleteAll(half);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addSources() {
        draft.add("README.md", named(Templates.text("README.md")));
        draft.add("pom.xml", named(Templates.text("pom.xml")));
        draft.add(".editorconfig", Templates.text("editorconfig"));
        draft.add(".gitignore", Templates.text("gitignore"));
        String folder = packageName.replace('.', '/');
        MAIN.forEach(
                type -> draft.add("src/main/java/" + folder + '/' + type + ".java", packaged(Templates.source(type))));
        TESTS.forEach(
                type -> draft.add("src/test/java/" + folder + '/' + type + ".java", packaged(Templates.source(type))));
    }

    private void addResources() {
        String folder = "src/main/resources/";
        draft.add(folder + "cluster.xml", Templates.textAt("/cluster.xml"));
        draft.add(folder + "logging.properties", Templates.textAt("/logging.properties"));
        WEB.forEach(file -> draft.add(folder + "web/" + file, Templates.text("web/" + file)));
        byte[] client = Templates.find("/dev/wingbeat/sample/web/vendor/phoenix.mjs");
        if (client != null) {
            draft.add(folder + "web/phoenix.mjs", client);
        }
        draft.add("src/main/jib/app/container.args", Templates.textAt("/src/build/container.args"));
        draft.add("src/main/jib/app/wingbeat.args", Templates.textAt("/wingbeat.args"));
    }

    /** Adds the hub's own deployment, by another name and with another image. */
    private void addKubernetes() {
        for (String file : KUBERNETES) {
            String text = Templates.textAt("/k8s/" + file)
                    .replace("mvn -q -Pimage", "mvn -q package jib:buildTar")
                    .replace("mvn -q -Pproduction", "mvn -q package jib:build")
                    .replaceAll("newTag: .*", "newTag: " + VERSION);
            draft.add("k8s/" + called(file), called(text));
        }
    }

    /** Puts the project's name in the place of the hub's, whose variables keep theirs. */
    private String called(String text) {
        return text.replaceAll("\\b[Ww]ingbeat\\b", name);
    }

    private String packaged(String source) {
        return source.replace(Templates.PACKAGE, packageName);
    }

    /** Replaces what stands for the package, for the name and for the version of Wingbeat. */
    private String named(String text) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group()) {
                            case Templates.PACKAGE -> packageName;
                            case "starter" -> name;
                            default -> wingbeat;
                        }));
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

package dev.wingbeat.scaffold;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A channel, socket, presence or room with its test, to be written into a project. Internal seam. */
public final class Addition {

    /** The kinds of additions. */
    public enum Kind {
        /** A channel. */
        CHANNEL("Channel", "// wingbeat: routes"),
        /** Who may connect. */
        SOCKET("Socket", "// wingbeat: declarations"),
        /** Who is there. */
        PRESENCE("Presence", "// wingbeat: declarations"),
        /** A game. */
        ROOM("Room", "// wingbeat: declarations");

        private final String suffix;
        private final String marker;

        Kind(String suffix, String marker) {
            this.suffix = suffix;
            this.marker = marker;
        }
    }

    private static final String PLACEHOLDER = "Widget";

    private final Path project;
    private final Kind kind;
    private final String type;
    private final String topic;
    private final String packageName;
    private final @Nullable MarkedSource marked;
    private final Draft draft = new Draft();

    private Addition(Path project, Wish wish) {
        this.project = project;
        this.kind = wish.kind;
        this.type = Names.type(wish.name) + kind.suffix;
        this.topic = wish.topic == null ? Names.underscored(wish.name) : Names.topic(wish.topic);
        if (kind == Kind.ROOM) {
            Names.kind(wish.name);
        }
        String named = wish.packageName == null ? null : Names.packageName(wish.packageName);
        if (Files.notExists(project.resolve("pom.xml")) || Files.notExists(project.resolve("src/main/java"))) {
            throw new IllegalArgumentException(
                    "--dir: " + project + " (expected: the folder of a project, with pom.xml and src/main/java)");
        }
        this.marked = MarkedSource.find(project, kind.marker);
        this.packageName = named == null ? packageOf(marked) : named;
    }

    /**
     * The request for an addition.
     *
     * @param name as in Room for {@code RoomChannel}
     * @param packageName null for that of the source with the marker
     * @param topic the pattern of its topics; null for the name and {@code :*}
     */
    public record Wish(
            Kind kind,
            String name,
            @Nullable String packageName,
            @Nullable String topic) {}

    /**
     * Makes what is asked for.
     *
     * @throws IllegalArgumentException for a name that cannot be one, or a folder without a project
     * @throws TakenException for a name that is taken
     */
    public static Addition of(Path project, Wish wish) {
        var addition = new Addition(project, wish);
        addition.add("src/main/java/", "", wish.name);
        addition.add("src/test/java/", "Test", wish.name);
        addition.draft.requireFree(project);
        addition.requireFreeWord();
        return addition;
    }

    /** Returns the paths of its files, below the project. */
    public List<String> files() {
        return draft.paths();
    }

    /** Returns the statement by which an application has it. */
    public String statement() {
        String known = marked != null && marked.packageName().equals(packageName) ? type : packageName + '.' + type;
        return switch (kind) {
            case CHANNEL -> "socket.channel(\"" + topic + ":*\", " + known + "::new);";
            case SOCKET ->
                "app.socket(\"" + path() + "\", new " + known
                        + "(app.config().endpoint().secretKeyBase()), socket -> {});";
            case ROOM -> "app.rooms(\"" + topic + "\", " + known + "::new, " + known + "::options);";
            case PRESENCE -> "var " + Names.variable(type) + " = " + known + ".of(app);";
        };
    }

    /** Returns the comment before which the statement belongs. */
    public String marker() {
        return kind.marker;
    }

    /** Returns the source with the marker, below the project; null when there is none. */
    public @Nullable String markedFile() {
        return marked == null ? null : marked.file().toString();
    }

    /** Returns what its user does next, for people to read. */
    public String next() {
        return switch (kind) {
            case ROOM ->
                "Players join " + topic
                        + ":one, or another id of letters, digits, _ and -, on any socket and any node.";
            case CHANNEL -> "Clients join " + topic + ":lobby, or any other name after the colon.";
            case SOCKET ->
                "Its channels go between the braces. Clients connect to " + path()
                        + ", with a token that tokenFor makes.";
            case PRESENCE ->
                "Pass " + Names.variable(type) + " to the channel that shows who is there, and call "
                        + Names.variable(type) + ".trackAfterJoin(socket, name) in its join.";
        };
    }

    /**
     * Writes the files.
     *
     * @throws TakenException when one of them is there by now
     * @throws UncheckedIOException when they cannot be written; then none is
     */
    public void write() {
        draft.write(project);
    }

    /**
     * Writes the files, and the statement before its marker.
     *
     * @throws IllegalArgumentException when there is no marker; then nothing is written
     */
    public void writeAndApply() {
        if (marked == null) {
            throw new IllegalArgumentException(
                    "--apply: no source has the line " + kind.marker + " (expected: one, below src/main/java)");
        }
        write();
        try {
            marked.insert(statement());
        } catch (UncheckedIOException e) {
            draft.undo(project);
            throw e;
        }
    }

    private void add(String root, String suffix, String name) {
        String source = Templates.source(PLACEHOLDER + kind.suffix + suffix)
                .replace(Templates.PACKAGE, packageName)
                .replace(PLACEHOLDER, name)
                .replace("widget", topic);
        if (Pattern.compile("import [\\w.]+\\." + type + ";").matcher(source).find()) {
            throw new IllegalArgumentException("name: " + name + " (expected: another one, since " + type
                    + " is a type of Wingbeat that the test uses)");
        }
        draft.add(root + packageName.replace('.', '/') + '/' + type + suffix + ".java", source);
    }

    /** Looks for the topic, path or kind in the source that declares them. */
    private void requireFreeWord() {
        switch (kind) {
            case CHANNEL -> requireFree(topic + ":*");
            case SOCKET -> requireFree(path());
            case ROOM -> {
                requireFree(topic);
                requireFree(topic + ":*");
            }
            case PRESENCE -> {}
        }
    }

    private void requireFree(String word) {
        if (marked != null && marked.quotes(word)) {
            throw new TakenException(word + ": is in " + marked.file() + " already (expected: one that is not taken)");
        }
    }

    private String path() {
        return '/' + topic;
    }

    private String packageOf(@Nullable MarkedSource source) {
        if (source == null) {
            throw new IllegalArgumentException("--package: none, and no source has the line " + kind.marker
                    + " (expected: one of them, to tell the package)");
        }
        return source.packageName();
    }
}

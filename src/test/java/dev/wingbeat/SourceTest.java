package dev.wingbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules that only the sources show: how long things are, and what no class file keeps. */
class SourceTest {

    private static final Path MAIN = Path.of("src", "main", "java");
    private static final Path TESTS = Path.of("src", "test", "java");

    private static final int MAIN_LINES = 300;
    private static final int TEST_LINES = 400;

    private static final int PACKAGE_FILES = 32;

    private static final int METHOD_LINES = 40;
    private static final int PARAMETERS = 4;

    private static List<CompilationUnitTree> units = List.of();

    private static Trees trees;

    private static SourcePositions positions;

    @BeforeAll
    static void parse() throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var files = compiler.getStandardFileManager(null, null, null);
        var sources = new ArrayList<Path>();
        sources.addAll(javaFiles(MAIN));
        sources.addAll(javaFiles(TESTS));
        var task = (JavacTask) compiler.getTask(
                null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
        var parsed = new ArrayList<CompilationUnitTree>();
        task.parse().forEach(parsed::add);
        units = parsed;
        trees = Trees.instance(task);
        positions = trees.getSourcePositions();
        assertEquals(sources.size(), parsed.size());
    }

    private static List<Path> javaFiles(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isMain(CompilationUnitTree unit) {
        return Path.of(unit.getSourceFile().toUri()).startsWith(MAIN.toAbsolutePath());
    }

    private static String place(CompilationUnitTree unit, Tree tree) {
        return Path.of(unit.getSourceFile().toUri()).getFileName() + ":"
                + line(unit, positions.getStartPosition(unit, tree));
    }

    private static long line(CompilationUnitTree unit, long position) {
        return unit.getLineMap().getLineNumber(position);
    }

    private static long lines(CompilationUnitTree unit, Tree tree) {
        return line(unit, positions.getEndPosition(unit, tree))
                - line(unit, positions.getStartPosition(unit, tree))
                + 1;
    }

    /** Collects what a scan of some sources complains about. */
    private abstract static class Complaints extends TreeScanner<@Nullable Void, CompilationUnitTree> {
        private final Set<String> found = new TreeSet<>();

        void add(CompilationUnitTree unit, Tree tree, String complaint) {
            found.add(place(unit, tree) + ' ' + complaint);
        }

        void expectNone(boolean inTestsToo) {
            units.stream().filter(unit -> inTestsToo || isMain(unit)).forEach(unit -> scan(unit, unit));
            assertEquals("", String.join("\n", found));
        }
    }

    @Test
    void packagesAreSmall() throws IOException {
        var sizes = new TreeMap<String, Integer>();
        for (var file : javaFiles(MAIN)) {
            sizes.merge(file.getParent().getFileName().toString(), 1, Integer::sum);
        }
        sizes.entrySet().removeIf(room -> room.getValue() <= PACKAGE_FILES);
        assertEquals(Map.of(), sizes, "files (expected: <= " + PACKAGE_FILES + " in each package)");
    }

    /** What has one name is one thing; only the templates of new projects have the names that applications would give. */
    @Test
    void simpleNamesAreUnique() throws IOException {
        var places = new TreeMap<String, Set<Path>>();
        for (var root : List.of(MAIN, TESTS)) {
            for (var file : javaFiles(root)) {
                if (!file.endsWith("package-info.java") && !file.getParent().endsWith("starter")) {
                    places.computeIfAbsent(file.getFileName().toString(), first -> new TreeSet<>())
                            .add(file);
                }
            }
        }
        assertTrue(places.size() > 1_000, "names: " + places.size());
        places.values().removeIf(files -> files.size() == 1);
        assertEquals(Map.of(), places);
    }

    @Test
    void filesAreShort() throws IOException {
        var tooLong = new TreeSet<String>();
        for (var file : javaFiles(MAIN)) {
            int lines = Files.readAllLines(file).size();
            if (lines > MAIN_LINES) {
                tooLong.add(file + ": " + lines + " lines (expected: <= " + MAIN_LINES + ", split by the state owned)");
            }
        }
        for (var file : javaFiles(TESTS)) {
            int lines = Files.readAllLines(file).size();
            if (lines > TEST_LINES) {
                tooLong.add(file + ": " + lines + " lines (expected: <= " + TEST_LINES + ")");
            }
        }
        assertEquals(Set.of(), tooLong);
    }

    @Test
    void methodsAreShortAndTakeFewParameters() {
        new Complaints() {
            @Override
            public @Nullable Void visitMethod(MethodTree method, CompilationUnitTree unit) {
                long lines = lines(unit, method);
                if (lines > METHOD_LINES && isMain(unit)) {
                    add(unit, method, method.getName() + ": " + lines + " lines (expected: <= " + METHOD_LINES + ')');
                }
                int parameters = method.getParameters().size();
                if (parameters > PARAMETERS && isMain(unit) && !method.getName().contentEquals("<init>")) {
                    add(
                            unit,
                            method,
                            method.getName() + ": " + parameters + " parameters (expected: <= " + PARAMETERS + ')');
                }
                return super.visitMethod(method, unit);
            }
        }.expectNone(true);
    }

    @Test
    void nothingIsSynchronized() {
        new Complaints() {
            @Override
            public @Nullable Void visitSynchronized(SynchronizedTree block, CompilationUnitTree unit) {
                add(unit, block, "synchronized (expected: one owner, or a concurrent structure)");
                return super.visitSynchronized(block, unit);
            }
        }.expectNone(true);
    }

    @Test
    void importsNameWhatTheyImport() {
        new Complaints() {
            @Override
            public @Nullable Void visitImport(ImportTree tree, CompilationUnitTree unit) {
                if (tree.getQualifiedIdentifier().toString().endsWith("*")) {
                    add(unit, tree, tree.toString().strip() + " (expected: no wildcard)");
                }
                return null;
            }
        }.expectNone(true);
    }

    @Test
    void everyPackageIsDescribed() throws IOException {
        var packages = javaFiles(MAIN).stream().map(Path::getParent).collect(Collectors.toSet());
        for (var folder : packages) {
            var info = folder.resolve("package-info.java");
            assertTrue(Files.exists(info), info + " (expected: to exist)");
            int lines = Files.readAllLines(info).size();
            assertTrue(lines >= 8 && lines <= 20, info + ": " + lines + " lines (expected: 8 to 20)");
            assertTrue(Files.readString(info).contains(" * <p>Uses "), info + " (expected: to say what it uses)");
        }
    }

    @Test
    void nobodySignsAndNobodyPromisesToComeBack() throws IOException {
        var forbidden = Pattern.compile("@author|\\bTODO\\b|\\bFIXME\\b|\\bXXX\\b");
        var found = new TreeSet<String>();
        for (var root : List.of(MAIN, TESTS)) {
            for (var file : javaFiles(root)) {
                if (!file.endsWith("SourceTest.java")
                        && forbidden.matcher(Files.readString(file)).find()) {
                    found.add(file.toString());
                }
            }
        }
        assertEquals(Set.of(), found, forbidden.pattern());
    }

    @Test
    void architectureIsShortAndNamesWhatExists() throws IOException {
        var architecture = Path.of("ARCHITECTURE.md");
        int lines = Files.readAllLines(architecture).size();
        assertTrue(lines <= 165, architecture + ": " + lines + " lines (expected: <= 165)");
        var files = new TreeSet<String>();
        for (var root : List.of(MAIN, TESTS)) {
            javaFiles(root)
                    .forEach(file -> files.add(file.getFileName().toString().replace(".java", "")));
        }
        var unknown = new TreeSet<String>();
        var name = Pattern.compile("`([A-Z]\\w+)[^`]*`s?");
        name.matcher(Files.readString(architecture))
                .results()
                .map(found -> found.group(1))
                .forEach(unknown::add);
        assertTrue(unknown.size() > 50, "names in " + architecture);
        unknown.removeAll(files);
        assertEquals(Set.of(), unknown, "files that " + architecture + " names (expected: to exist)");
    }

    @Test
    void decisionsAreNumberedThroughAndListed() throws IOException {
        var folder = Path.of("src", "docs", "adr");
        var index = Files.readString(folder.resolve("README.md"));
        try (var files = Files.list(folder)) {
            var decisions = files.map(file -> file.getFileName().toString())
                    .filter(file -> !file.equals("README.md"))
                    .sorted()
                    .toList();
            for (int i = 0; i < decisions.size(); i++) {
                var file = decisions.get(i);
                assertTrue(file.startsWith("%04d-".formatted(i + 1)), file + " (expected: number " + (i + 1) + ')');
                assertTrue(index.contains("](" + file + ")"), file + " (expected: in the list of README.md)");
            }
        }
    }

    @Test
    void whatIsPublicIsDocumented() {
        var undocumented = new TreeSet<String>();
        for (var unit : units) {
            if (isMain(unit)) {
                new PublicMembers(unit, undocumented).scan(unit, null);
            }
        }
        assertEquals("", String.join("\n", undocumented), "without a Javadoc whose first sentence ends in a period");
    }

    /** Visits what other packages see, and notes what has no Javadoc. */
    private static final class PublicMembers extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final Set<String> undocumented;

        PublicMembers(CompilationUnitTree unit, Set<String> undocumented) {
            this.unit = unit;
            this.undocumented = undocumented;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
            if (!isPublic(type.getModifiers())) {
                return null;
            }
            check(type, type.getSimpleName());
            return super.visitClass(type, null);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            var type = (ClassTree) getCurrentPath().getParentPath().getLeaf();
            boolean constructorOfRecord = type.getKind() == Tree.Kind.RECORD && method.getReturnType() == null;
            if (isPublic(method.getModifiers())
                    && !overrides(method.getModifiers())
                    && !constructorOfRecord
                    && !readsAnOption(method, type)) {
                check(method, method.getName());
            }
            return null;
        }

        /** Says whether a method returns what another one of its name sets: that one is documented. */
        private static boolean readsAnOption(MethodTree method, ClassTree type) {
            return method.getParameters().isEmpty()
                    && type.getMembers().stream()
                            .anyMatch(member -> member instanceof MethodTree other
                                    && !other.equals(method)
                                    && other.getName().contentEquals(method.getName())
                                    && type.getSimpleName().toString().endsWith("Options"));
        }

        /** Says whether a member is public: by its own word, or because an interface's members are. */
        private boolean isPublic(ModifiersTree modifiers) {
            if (modifiers.getFlags().contains(Modifier.PUBLIC)) {
                return true;
            }
            var parent = getCurrentPath().getParentPath().getLeaf();
            return parent.getKind() == Tree.Kind.INTERFACE
                    && !modifiers.getFlags().contains(Modifier.PRIVATE);
        }

        private static boolean overrides(ModifiersTree modifiers) {
            return modifiers.getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
        }

        private void check(Tree tree, CharSequence name) {
            var comment = trees.getDocComment(getCurrentPath());
            if (comment == null || !comment.contains(".")) {
                undocumented.add(place(unit, tree) + ' ' + name);
            }
        }
    }
}

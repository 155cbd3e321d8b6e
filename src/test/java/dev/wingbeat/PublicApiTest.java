package dev.wingbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps the list of public types: a type becomes public by decision, not by need. */
class PublicApiTest {

    private static final String LIST = "public-api.txt";

    private static final String HOW_TO_UPDATE = """
            the public types are not those of src/test/resources/public-api.txt.
            - A type that need not be public: make it package-private.
            - One that only Java wants public: write "Internal seam between ..." into its Javadoc.
            - What is left is API, a promise: take the lines with + into the list, those with - out of it, and say so in
              CHANGELOG.md.
            """;

    private static Set<String> listed() throws IOException {
        try (var in = PublicApiTest.class.getResourceAsStream('/' + LIST)) {
            assertNotNull(in, LIST + " (expected: on the class path)");
            var lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
            return new TreeSet<>(lines.filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList());
        }
    }

    private static Set<String> existing() throws IOException {
        var types = new TreeSet<String>();
        var main = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.wingbeat");
        for (var type : main) {
            if (type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC)) {
                types.add(type.getName() + label(type));
            }
        }
        return types;
    }

    /** Says why a type is public, if not for applications: its Javadoc calls it a seam, or the root mounts the sample. */
    private static String label(JavaClass type) throws IOException {
        if (type.getPackageName().equals("dev.wingbeat.sample")) {
            return " sample";
        }
        var source = Path.of("src", "main", "java", type.getName().replace('.', '/') + ".java");
        String upToTheType = Files.readString(source).split("(?m)^public ", 2)[0];
        var text = upToTheType.replaceAll("\\s+(\\* )?", " ");
        return text.contains("Internal seam") ? " seam" : "";
    }

    @Test
    void publicTypesAreThoseOfTheList() throws IOException {
        var listed = listed();
        List<String> changes = new ArrayList<>();
        for (var type : existing()) {
            if (!listed.remove(type)) {
                changes.add("+ " + type);
            }
        }
        listed.forEach(type -> changes.add("- " + type));
        assertTrue(changes.isEmpty(), () -> HOW_TO_UPDATE + String.join("\n", changes) + '\n');
    }

    /** What applications call is told in terms of what they may name; the rest says that it is not for them. */
    @Test
    void signaturesOfTheApiNameNoSeams() throws IOException {
        var api = listed();
        api.removeIf(line -> line.contains(" "));
        var seams = new TreeSet<String>();
        int members = 0;
        for (var type : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.wingbeat")) {
            if (!api.contains(topLevel(type).getName()) || !isVisible(type)) {
                continue;
            }
            for (var member : type.getCodeUnits()) {
                boolean visible = isVisible(member.getModifiers()) && !isOverride(member);
                members += visible ? 1 : 0;
                if (visible && !api.containsAll(named(member)) && !isSaidToBeASeam(member)) {
                    seams.add(member.getFullName());
                }
            }
        }
        assertTrue(members > 500, "members of the API: " + members);
        assertEquals(Set.of(), seams, "with seams in their signatures (expected: \"Internal seam\" in their Javadoc)");
    }

    private static JavaClass topLevel(JavaClass type) {
        return type.getEnclosingClass().map(PublicApiTest::topLevel).orElse(type);
    }

    private static boolean isVisible(JavaClass type) {
        return isVisible(type.getModifiers())
                && type.getEnclosingClass().map(PublicApiTest::isVisible).orElse(true);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }

    /** Returns whether a type above has told of a method already. */
    private static boolean isOverride(JavaCodeUnit member) {
        return Stream.concat(
                        member.getOwner().getAllRawSuperclasses().stream(),
                        member.getOwner().getAllRawInterfaces().stream())
                .anyMatch(above -> above.tryGetMethod(
                                member.getName(),
                                member.getRawParameterTypes().stream()
                                        .map(JavaClass::getName)
                                        .toArray(String[]::new))
                        .isPresent());
    }

    /** Returns the types of ours that the signature of a member names, by the files that they are in. */
    private static Set<String> named(JavaCodeUnit member) {
        return Stream.concat(Stream.of(member.getReturnType()), member.getParameterTypes().stream())
                .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                .map(type -> topLevel(type.getBaseComponentType()).getName())
                .filter(name -> name.startsWith("dev.wingbeat."))
                .collect(Collectors.toSet());
    }

    private static boolean isSaidToBeASeam(JavaCodeUnit member) throws IOException {
        var source = Path.of(
                "src", "main", "java", topLevel(member.getOwner()).getName().replace('.', '/') + ".java");
        var declaration =
                Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/[^;{}/]*\\b" + member.getName() + "\\(", Pattern.DOTALL);
        return declaration
                .matcher(Files.readString(source))
                .results()
                .anyMatch(found -> found.group(1).contains("Internal seam"));
    }

    @Test
    void tableOfPackagesSaysWhichHaveTypesForApplications() throws IOException {
        var told = Pattern.compile("(?m)^(\\w+) +API: .*─▶")
                .matcher(Files.readString(Path.of("ARCHITECTURE.md")))
                .results()
                .map(row -> row.group(1));
        var listed = listed().stream()
                .filter(line -> !line.contains(" "))
                .map(type -> type.split("\\.", -1))
                .map(names -> names.length == 3 ? "root" : names[2]);
        assertEquals(listed.distinct().sorted().toList(), told.sorted().toList());
    }

    @Test
    void listIsSorted() throws IOException {
        try (var in = PublicApiTest.class.getResourceAsStream('/' + LIST)) {
            assertNotNull(in);
            var lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
            assertEquals(lines.stream().sorted().toList(), lines);
            assertTrue(lines.size() > 10);
        }
    }
}

package dev.wingbeat.consumer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the POM says of packages, against the packages. */
class PackagingTest {

    private static String pom(String tag) throws IOException {
        Matcher value = Pattern.compile("<" + tag + ">([^<]+)</").matcher(Files.readString(Path.of("pom.xml")));
        assertTrue(value.find(), tag + " (expected: in pom.xml)");
        return value.group(1);
    }

    @Test
    void libraryDoesWithoutWhatOnlyTheAppHas() throws IOException {
        String[] app = Stream.of(pom("wingbeat.app").split(","))
                .filter(pattern -> pattern.startsWith("dev/"))
                .map(pattern -> pattern.replace("/**", "..").replace('/', '.'))
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideOutsideOfPackages(app)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(app)
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.wingbeat"));
    }

    @Test
    void javadocLeavesOutThePackagesWithoutTypesForApplications() throws IOException {
        var without = new TreeSet<String>();
        try (var files = Files.list(Path.of("src/main/java/dev/wingbeat"))) {
            files.filter(Files::isDirectory)
                    .forEach(folder -> without.add("*." + folder.getFileName().toString()));
        }
        for (String line : Files.readAllLines(Path.of("src/test/resources/public-api.txt"))) {
            if (!line.startsWith("#") && !line.contains(" ")) {
                without.remove("*." + line.split("\\.", -1)[2]);
            }
        }
        assertEquals(String.join(":", without), pom("excludePackageNames"));
    }
}

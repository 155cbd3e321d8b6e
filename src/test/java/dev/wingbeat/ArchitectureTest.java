package dev.wingbeat;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.wingbeat.metrics.HubMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of ARCHITECTURE.md that the compiled classes can be asked about. */
class ArchitectureTest {

    private static final String BASE = "dev.wingbeat";

    /** What may see Netty, and what Vert.x does not promise: the server's frames, and the sockets of the load generator. */
    private static final String[] BELOW_VERTX = {BASE + ".frame", BASE + ".load"};

    /** A line of the table of packages: name, purpose, and what the package uses of ours. */
    private static final Pattern LAYER = Pattern.compile("(\\w+) +\\S.*? +─▶ ?([\\w, ]*)");

    /** An arrow of the picture to a package, and what it comes from. */
    private static final Pattern ARROW = Pattern.compile("(\\S+) ?─+▶ (\\w+)");

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .withImportOption(location -> !location.contains("/jmh_generated/"))
            .importPackages(BASE);

    /** Reads the table of packages in ARCHITECTURE.md, which is the rule. */
    private static Map<String, Set<String>> table() throws IOException {
        var layers = new TreeMap<String, Set<String>>();
        for (String line : Files.readAllLines(Path.of("ARCHITECTURE.md"))) {
            Matcher layer = LAYER.matcher(line);
            if (layer.matches()) {
                var uses = Stream.of(layer.group(2).split(", *")).filter(name -> !name.isBlank());
                layers.put(layer.group(1), uses.collect(Collectors.toCollection(TreeSet::new)));
            }
        }
        return layers;
    }

    private static Map<String, Set<String>> imports() {
        var layers = new TreeMap<String, Set<String>>();
        for (var type : MAIN) {
            Set<String> used = layers.computeIfAbsent(layerOf(type), ignored -> new TreeSet<>());
            for (var dependency : type.getDirectDependenciesFromSelf()) {
                var target = dependency.getTargetClass().getBaseComponentType();
                if (ours().test(target) && !layerOf(target).equals(layerOf(type))) {
                    used.add(layerOf(target));
                }
            }
        }
        return layers;
    }

    private static String layerOf(JavaClass type) {
        return type.getPackageName().equals(BASE)
                ? "root"
                : type.getPackageName().substring(BASE.length() + 1);
    }

    private static DescribedPredicate<JavaClass> ours() {
        return resideInAnyPackage(BASE + "..");
    }

    private static JavaClass topLevel(JavaClass type) {
        Optional<JavaClass> enclosing = type.getEnclosingClass();
        return enclosing.isPresent() ? topLevel(enclosing.get()) : type;
    }

    @Test
    void tableOfPackagesIsWhatTheClassesUse() throws IOException {
        assertEquals(lines(imports()), lines(table()), "imports (expected: the table of ARCHITECTURE.md)");
    }

    @Test
    void arrowsOfThePictureAreImports() throws IOException {
        String picture = Files.readString(Path.of("ARCHITECTURE.md")).split("```", -1)[1];
        Map<String, Set<String>> imports = imports();
        List<MatchResult> drawn = ARROW.matcher(picture)
                .results()
                .filter(arrow -> imports.containsKey(arrow.group(2)))
                .toList();
        assertFalse(drawn.isEmpty(), "arrows between packages (expected: some)");
        for (var arrow : drawn) {
            var used = imports.getOrDefault(arrow.group(1), Set.of());
            assertTrue(used.contains(arrow.group(2)), () -> arrow.group() + " (expected: an import)");
        }
    }

    private static String lines(Map<String, Set<String>> layers) {
        return layers.entrySet().stream().map(Object::toString).collect(Collectors.joining("\n"));
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void onlyJsonSeesJackson() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".json")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson..", "tools.jackson..")
                .check(MAIN);
    }

    @Test
    void onlyFramesSeeNettyAndTheInnerVertx() {
        noClasses()
                .that()
                .resideOutsideOfPackages(BELOW_VERTX)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "io.vertx..internal..", "io.vertx..impl..")
                .check(MAIN);
    }

    @Test
    void onlyClusterSeesHazelcast() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".cluster")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.hazelcast..", "io.vertx.spi.cluster.hazelcast..")
                .check(MAIN);
    }

    /** Applications without Micrometer load no other class that needs it. */
    @Test
    void onlyOneClassSeesMicrometer() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(HubMetrics.class.getName())
                .and()
                .haveNameNotMatching(".*HubMetrics\\$.*")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(MAIN);
    }

    /** Applications without OpenTelemetry load no other class that needs it. */
    @Test
    void onlyTwoClassesSeeOpenTelemetry() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.trace\\.OpenTelemetry(Traces|Span)")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.opentelemetry..")
                .check(MAIN);
    }

    @Test
    void onlyConfigSeesYaml() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".config")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.snakeyaml..")
                .check(MAIN);
    }

    @Test
    void onlyJwtSeesTheLibraryOfTokens() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".jwt")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.nimbusds..")
                .check(MAIN);
    }

    @Test
    void crdtKnowsNeitherTimeNorChanceNorTheWorld() {
        noClasses()
                .that()
                .resideInAPackage(BASE + ".crdt")
                .should()
                .dependOnClassesThat(describe("neither ours, of java.lang and java.util, nor of JSpecify", type -> {
                    var name = type.getBaseComponentType().getPackageName();
                    return !type.getBaseComponentType().isPrimitive()
                            && !Set.of(BASE + ".crdt", "java.lang", "java.lang.runtime", "java.util")
                                    .contains(name)
                            && !Set.of("java.lang.invoke", "java.util.function", "java.util.stream")
                                    .contains(name)
                            && !name.startsWith("org.jspecify.");
                }))
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.(.*Random.*|UUID|Date|Calendar|Timer)")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(MAIN);
    }

    @Test
    void packagesAreNamedByWhatTheyHoldNotByWhoMaySeeThem() {
        noClasses()
                .should()
                .resideInAnyPackage("..impl..", "..internal..", "..util..", "..common..")
                .check(MAIN);
        noClasses()
                .that()
                .doNotHaveSimpleName("LastingLogManager") // the JVM's word
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl)|.*\\.Abstract\\w*")
                .check(MAIN);
    }

    @Test
    void everyPackageIsNullMarked() {
        for (var classes : Set.of(MAIN, TESTS)) {
            for (var type : classes) {
                var annotated = MAIN.containPackage(type.getPackageName())
                        ? MAIN.getPackage(type.getPackageName())
                        : type.getPackage();
                assertTrue(
                        annotated.isAnnotatedWith(NullMarked.class),
                        type.getPackageName() + " (expected: @NullMarked)");
            }
        }
    }

    @Test
    void nobodySleeps() {
        for (var classes : Set.of(MAIN, TESTS)) {
            noClasses()
                    .should()
                    .callMethodWhere(describe("the target sleeps", call -> sleeps(call.getTarget())))
                    .check(classes);
        }
    }

    private static boolean sleeps(AccessTarget.CodeUnitAccessTarget target) {
        return Set.of("sleep", "parkNanos", "parkUntil").contains(target.getName())
                && target.getOwner().getPackageName().startsWith("java.");
    }

    @Test
    void onlyTheCommandLineWritesToTheTerminal() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(MAIN.that(describe(
                "not the command line", type -> !topLevel(type).getName().equals(BASE + ".cli.Main"))));
    }

    @Test
    void onlyWhatRunsItKnowsTheProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackages(BASE, BASE + ".app", BASE + ".cli")
                .and()
                .doNotHaveSimpleName("HazelcastLog") // it sets levels of what is not ours
                .should()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..", "org.slf4j..", "picocli..")
                .check(MAIN);
    }

    @Test
    void nothingIsFoundByReflection() {
        noClasses()
                .that()
                .doNotHaveSimpleName("BusTls") // Vert.x hands the ends of its event bus out to nobody
                .should()
                .callMethod(Class.class, "forName", String.class)
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(ServiceLoader.class)
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.lang\\.reflect\\.(Method|Field|Constructor|Proxy)")
                .check(MAIN);
    }

    @Test
    void exceptionsAreNotGeneric() {
        NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(MAIN);
    }

    @Test
    void nothingIsSynchronized() {
        methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED).check(MAIN);
    }

    @Test
    void nothingStaticChanges() {
        fields().that()
                .areStatic()
                .and(describe("are ours", field -> !synthetic(field)))
                .should(notChange())
                .check(MAIN);
    }

    private static boolean synthetic(JavaField field) {
        return field.getModifiers().contains(JavaModifier.SYNTHETIC);
    }

    /** A static field is final and holds a value, a logger, or a collection that refuses changes. */
    private static ArchCondition<JavaField> notChange() {
        return new ArchCondition<>("not change") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                if (!field.getModifiers().contains(JavaModifier.FINAL)) {
                    events.add(SimpleConditionEvent.violated(field, field.getFullName() + " is not final"));
                } else if (changes(value(field))) {
                    events.add(SimpleConditionEvent.violated(field, field.getFullName() + " can change"));
                }
            }
        };
    }

    private static boolean changes(Object value) {
        var name = value.getClass().getName();
        return switch (value) {
            case Collection<?> collection -> !name.startsWith("java.util.ImmutableCollections");
            case Map<?, ?> map -> !name.startsWith("java.util.ImmutableCollections");
            case TimeUnit unit -> false;
            default -> name.startsWith("java.util.concurrent.") || value instanceof ThreadLocal<?>;
        };
    }

    private static Object value(JavaField field) {
        try {
            var reflected = field.reflect();
            reflected.setAccessible(true);
            return reflected.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(field.getFullName(), e);
        }
    }
}

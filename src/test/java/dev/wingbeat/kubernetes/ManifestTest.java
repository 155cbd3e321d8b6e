package dev.wingbeat.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {

    private static final Path BASE = Path.of("k8s/base");
    private static final Path KUSTOMIZATION = Path.of("kustomization.yaml");

    static Stream<Path> files() throws IOException {
        try (var files = Files.walk(Path.of("k8s"))) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.getFileName().equals(KUSTOMIZATION))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    static Stream<Path> baseFiles() throws IOException {
        return files().filter(file -> file.startsWith(BASE));
    }

    /** A patch that deletes says so by a field that only kustomize knows. */
    @ParameterizedTest
    @MethodSource("files")
    void fileHoldsOneObjectOfTheModel(Path file) throws IOException {
        String text = Files.readString(file).replaceFirst("(?m)^\\$patch: delete$", "");
        assertEquals(1, Manifests.parse(text).all().size());
    }

    @ParameterizedTest
    @MethodSource("baseFiles")
    void fileIsNamedAfterItsKind(Path file) throws IOException {
        String kind = Manifests.parse(Files.readString(file)).all().getFirst().getKind();
        assertTrue(
                file.getFileName().toString().startsWith(kind.toLowerCase(Locale.ROOT)),
                () -> file + " (expected: named after " + kind + ")");
    }

    @Test
    void everyFileOfTheBaseIsListed() throws IOException {
        List<String> listed = Files.readAllLines(BASE.resolve(KUSTOMIZATION)).stream()
                .filter(line -> line.startsWith("  - ") && line.endsWith(".yaml"))
                .map(line -> line.substring(4))
                .sorted()
                .toList();
        List<String> present =
                baseFiles().map(file -> file.getFileName().toString()).toList();
        assertEquals(present, listed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {publishNotReadyAdresses: true}}",
                "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: eighty}]}}",
                "{apiVersion: v1, kind: Service, metadata: {name: a, name: b}}",
                "{apiVersion: apps/v1, kind: StatefulSet, spec: {template: {spec: {containers: [{imagePull: Never}]}}}}",
                "{apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: a}}"
            })
    void whatTheModelDoesNotKnowIsRefused(String text) {
        assertThrows(IOException.class, () -> Manifests.parse(text));
    }
}

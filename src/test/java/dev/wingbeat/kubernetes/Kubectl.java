package dev.wingbeat.kubernetes;

import static java.lang.System.Logger.Level.WARNING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/** The command line client of Kubernetes, as far as it needs no cluster. */
final class Kubectl {

    private static final System.Logger LOGGER = System.getLogger(Kubectl.class.getName());
    private static final String MISSING = "kubectl is not installed: the overlays in k8s are not rendered";
    private static final boolean INSTALLED = installed();
    private static final ConcurrentMap<String, String> RENDERED = new ConcurrentHashMap<>();

    private Kubectl() {}

    /** Renders an overlay. Without kubectl the test is skipped. */
    static Manifests render(String overlay) throws IOException {
        requireInstalled();
        return Manifests.parse(RENDERED.computeIfAbsent(overlay, Kubectl::kustomize));
    }

    private static String kustomize(String overlay) {
        try {
            Process process = new ProcessBuilder("kubectl", "kustomize", "k8s/overlays/" + overlay).start();
            var problems = CompletableFuture.supplyAsync(
                    () -> process.errorReader().lines().toList());
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), () -> overlay + ": " + problems.join());
            assertEquals(List.of(), problems.join(), overlay);
            return text;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("kubectl kustomize " + overlay, e);
        }
    }

    private static boolean installed() {
        boolean installed = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
        if (!installed) {
            LOGGER.log(WARNING, "skipped: " + MISSING);
        }
        return installed;
    }

    private static void requireInstalled() {
        if (!INSTALLED) {
            abort(MISSING);
        }
    }
}

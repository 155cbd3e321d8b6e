package dev.wingbeat.browser;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The browser and its driver as found on the path. */
record BrowserInstallation(Path chromium, Path driver) {

    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");
    private static final List<String> DRIVERS = List.of("chromedriver");

    /**
     * Returns what is installed.
     *
     * @throws IllegalStateException when something is missing, see {@link #lack}
     */
    static BrowserInstallation found() {
        return new BrowserInstallation(
                find(BROWSERS).orElseThrow(() -> new IllegalStateException(lack())),
                find(DRIVERS).orElseThrow(() -> new IllegalStateException(lack())));
    }

    /** Says what is missing and how to get it, in one line; empty when all is there. */
    static String lack() {
        var missing = new ArrayList<String>();
        if (find(BROWSERS).isEmpty()) {
            missing.add("chromium");
        }
        if (find(DRIVERS).isEmpty()) {
            missing.add("chromium-driver");
        }
        if (!missing.isEmpty()) {
            return "no browser (expected: apt-get install " + String.join(" ", missing) + ')';
        }
        var withoutClient = PhoenixJs.VERSIONS.stream()
                .filter(version -> PhoenixJs.module(version) == null)
                .toList();
        return withoutClient.isEmpty()
                ? ""
                : "no phoenix.js " + String.join(", ", withoutClient) + " (expected: npm installed, then build again)";
    }

    private static Optional<Path> find(List<String> names) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(Path::of)
                .flatMap(directory -> names.stream().map(directory::resolve))
                .filter(Files::isExecutable)
                .findFirst();
    }
}

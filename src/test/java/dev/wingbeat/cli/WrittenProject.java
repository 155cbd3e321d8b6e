package dev.wingbeat.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/** A project that {@code new} has written. */
record WrittenProject(Path folder) {

    static final Path PACKAGE = Path.of("com", "acme", "chat");

    /** Writes one called my-app, in the package com.acme.chat. */
    static WrittenProject in(Path parent) {
        var ran = Ran.of("new", "my-app", "--package", "com.acme.chat", "--dir", parent.toString());
        assertEquals(0, ran.status(), ran::err);
        return new WrittenProject(parent.resolve("my-app"));
    }

    Ran gen(String... arguments) {
        var all = new ArrayList<>(List.of("gen", "--dir", folder.toString()));
        all.addAll(List.of(arguments));
        return Ran.of(all.toArray(String[]::new));
    }

    /** Returns a source of its package. */
    Path source(String type) {
        return folder.resolve("src/main/java").resolve(PACKAGE).resolve(type + ".java");
    }

    /** Returns the texts of all files by their path. */
    Map<String, String> texts() throws IOException {
        var texts = new TreeMap<String, String>();
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return texts;
    }

    /** Compiles all its sources, with the warnings that this build allows none of. */
    void compile(Path classes) throws IOException {
        List<Path> sources;
        try (var files = Files.walk(folder)) {
            sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        }
        var problems = new DiagnosticCollector<JavaFileObject>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(problems, null, null)) {
            var options = List.of(
                    "-d",
                    Files.createDirectories(classes).toString(),
                    "-proc:none",
                    "--release",
                    "21",
                    "-Xlint:all,-classfile,-processing");
            compiler.getTask(null, files, problems, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
        }
        assertEquals(List.of(), problems.getDiagnostics());
    }
}

package dev.wingbeat.config;

import java.util.List;
import java.util.stream.Collectors;

/** Signals that a configuration is wrong; its text has one line for each problem. Internal seam. */
public final class ConfigException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final transient List<String> lines;

    ConfigException(List<Problems.Problem> problems) {
        super(problems.stream().map(Problems.Problem::text).collect(Collectors.joining("\n")));
        this.lines = problems.stream()
                .map(problem -> problem.place().isInFile() ? problem.text() : "wingbeat: " + problem.text())
                .toList();
    }

    /** Returns the lines for a terminal: those about a file begin with its name, as editors want them. */
    public List<String> lines() {
        return lines;
    }
}

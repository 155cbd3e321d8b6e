package dev.wingbeat.doctor;

import dev.wingbeat.doctor.Finding.Level;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/** All findings, for people and for programs. Internal seam. */
public record Findings(List<Finding> findings) {

    private static final int LEVEL_WIDTH = 6;
    private static final int CHECK_WIDTH = 13;

    /** Returns whether something does not work. */
    public boolean hasFailures() {
        return count(Level.FAIL) > 0;
    }

    /** Returns a line for each finding, its remedy below it, and a last line with the numbers. */
    public String text() {
        var text = new StringBuilder();
        for (Finding finding : findings) {
            text.append(padded(name(finding), LEVEL_WIDTH))
                    .append(padded(finding.check(), CHECK_WIDTH))
                    .append(finding.text())
                    .append('\n');
            if (finding.remedy() != null) {
                text.append(" ".repeat(LEVEL_WIDTH + CHECK_WIDTH))
                        .append("→ ")
                        .append(finding.remedy())
                        .append('\n');
            }
        }
        return text.append(count(Level.FAIL))
                .append(" failed, ")
                .append(count(Level.WARN))
                .append(" warned, ")
                .append(count(Level.OK))
                .append(" ok\n")
                .toString();
    }

    /** Returns the same as a JSON array. */
    public String json() {
        var all = new JsonArray();
        for (Finding finding : findings) {
            all.add(new JsonObject()
                    .put("level", name(finding))
                    .put("check", finding.check())
                    .put("found", finding.text())
                    .put("remedy", finding.remedy()));
        }
        return all.encodePrettily() + '\n';
    }

    private long count(Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }

    private static String name(Finding finding) {
        return finding.level().name().toLowerCase(Locale.ROOT);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }
}

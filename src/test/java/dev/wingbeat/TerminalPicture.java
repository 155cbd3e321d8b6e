package dev.wingbeat;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a terminal showed, as an SVG: its lines, its colours, cut at its right edge. */
final class TerminalPicture {

    private static final int COLUMNS = 124;
    private static final double CHARACTER = 7.8;
    private static final int LINE = 18;
    private static final int MARGIN = 16;
    private static final int BASELINE = 13;
    private static final Pattern ESCAPE = Pattern.compile("\u001b\\[(\\d*)m");
    private static final char NO_BREAK_SPACE = '\u00a0'; // an SVG makes one of several spaces
    private static final String GROUND = "#16181d";
    private static final String TEXT = "#d5d8de";
    private static final Map<String, String> COLOURS = Map.of(
            "1", "#ffffff",
            "31", "#f07178",
            "32", "#9ccc65",
            "33", "#e6b455",
            "34", "#6cb6ff",
            "35", "#d38aea",
            "36", "#4fd6d6");

    private TerminalPicture() {}

    /** Draws lines with their escape sequences. */
    static String svg(List<String> lines) {
        int width = (int) Math.ceil(COLUMNS * CHARACTER) + 2 * MARGIN;
        int height = lines.size() * LINE + 2 * MARGIN;
        var svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">%n"
                .formatted(width, height, width, height));
        svg.append("<rect width=\"100%%\" height=\"100%%\" rx=\"10\" fill=\"%s\"/>%n".formatted(GROUND));
        svg.append(
                "<g font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"13\">\n");
        for (int i = 0; i < lines.size(); i++) {
            line(lines.get(i), MARGIN + i * LINE + BASELINE, svg);
        }
        return svg.append("</g>\n</svg>\n").toString();
    }

    private static void line(String line, int y, StringBuilder svg) {
        String colour = TEXT;
        int column = 0;
        int position = 0;
        Matcher escape = ESCAPE.matcher(line);
        for (MatchResult found : escape.results().collect(Collectors.toList())) {
            column = text(line.substring(position, found.start()), colour, column, y, svg);
            colour = COLOURS.getOrDefault(found.group(1), TEXT);
            position = found.end();
        }
        text(line.substring(position), colour, column, y, svg);
    }

    /** Draws a run of one colour where the one before has ended, on the grid whatever the font; returns where it ends. */
    private static int text(String text, String colour, int column, int y, StringBuilder svg) {
        int room = COLUMNS - column;
        String shown = text.length() <= room ? text : text.substring(0, Math.max(0, room - 1)) + "…";
        if (!shown.isBlank()) {
            svg.append("<text x=\"%.1f\" y=\"%d\" fill=\"%s\" textLength=\"%.1f\">%s</text>%n"
                    .formatted(MARGIN + column * CHARACTER, y, colour, shown.length() * CHARACTER, escaped(shown)));
        }
        return column + shown.length();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace(' ', NO_BREAK_SPACE);
    }
}

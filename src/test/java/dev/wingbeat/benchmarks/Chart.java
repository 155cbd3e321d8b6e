package dev.wingbeat.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A chart as SVG of a few kB, that looks right in light and in dark: lines over a logarithmic axis or over time, or bars.
 * Libraries draw each letter as an outline in one font of the machine and know one theme at a time.
 *
 * @param title stands above
 * @param unit of the values, stands below the title
 * @param places where the values stand: texts under the axis
 * @param series what is compared, at most four
 * @param bars whether it is bars rather than lines
 */
record Chart(String title, String unit, List<String> places, List<Series> series, boolean bars) {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 350;
    private static final int LEFT = 64;
    private static final int TOP = 86;
    private static final int RIGHT = 24;
    private static final int BOTTOM = 44;

    /** So many places have their values written to them; where there are more, the line tells. */
    private static final int FEW = 12;

    private static final String STYLE = """
            <style>
              text { font: 13px -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #59636e }
              .title { font-size: 16px; font-weight: 600; fill: #1f2328 }
              .grid { stroke: #d1d9e0; stroke-width: 1 }
              .s0 { fill: #0969da; stroke: #0969da } .s1 { fill: #bc4c00; stroke: #bc4c00 }
              .s2 { fill: #1a7f37; stroke: #1a7f37 } .s3 { fill: #8250df; stroke: #8250df }
              polyline { fill: none !important; stroke-width: 2.5 } text.value { font-size: 11px; stroke: none }
              @media (prefers-color-scheme: dark) {
                text { fill: #9198a1 } .title { fill: #f0f6fc } .grid { stroke: #3d444d }
                .s0 { fill: #4493f8; stroke: #4493f8 } .s1 { fill: #db6d28; stroke: #db6d28 }
                .s2 { fill: #3fb950; stroke: #3fb950 } .s3 { fill: #ab7df8; stroke: #ab7df8 }
              }
            </style>
            """;

    /** Values of one thing, one for each place; NaN for none. */
    record Series(String name, List<Double> values) {}

    /** Draws the chart into a file. */
    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, svg());
    }

    String svg() {
        var svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">%n"
                .formatted(WIDTH, HEIGHT));
        svg.append("<title>").append(escaped(title)).append("</title>\n").append(STYLE);
        text(svg, LEFT - 48, 26, "class=\"title\"", title);
        text(svg, LEFT - 48, 46, "", unit);
        legend(svg);
        double top = niceTop();
        for (int i = 0; i <= 4; i++) {
            double value = top * i / 4;
            double y = y(value, top);
            svg.append("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/>%n"
                    .formatted(LEFT, WIDTH - RIGHT, number(y), number(y)));
            text(svg, LEFT - 8, y + 4, "text-anchor=\"end\"", label(value));
        }
        for (int i = 0; i < places.size(); i++) {
            text(svg, x(i), HEIGHT - BOTTOM + 20, "text-anchor=\"middle\"", places.get(i));
        }
        for (int i = 0; i < series.size(); i++) {
            if (bars) {
                bars(svg, i, top);
            } else {
                line(svg, i, top);
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private void legend(StringBuilder svg) {
        double x = LEFT - 48;
        for (int i = 0; i < series.size(); i++) {
            String name = series.get(i).name;
            svg.append("<rect class=\"s%d\" x=\"%s\" y=\"55\" width=\"10\" height=\"10\" rx=\"2\"/>%n"
                    .formatted(i, number(x)));
            text(svg, x + 15, 64, "", name);
            x += 36 + name.length() * 7;
        }
    }

    private void line(StringBuilder svg, int index, double top) {
        var points = new ArrayList<String>();
        var marks = new StringBuilder();
        List<Double> values = series.get(index).values;
        for (int i = 0; i < values.size(); i++) {
            if (!values.get(i).isNaN()) {
                String x = number(x(i));
                double y = y(values.get(i), top);
                points.add(x + "," + number(y));
                if (places.size() <= FEW) {
                    marks.append(
                            "<circle class=\"s%d\" cx=\"%s\" cy=\"%s\" r=\"3.5\"/>%n".formatted(index, x, number(y)));
                    value(marks, index, x(i), y, values.get(i));
                }
            }
        }
        svg.append("<polyline class=\"s%d\" points=\"%s\"/>%n".formatted(index, String.join(" ", points)))
                .append(marks);
    }

    private void bars(StringBuilder svg, int index, double top) {
        double group = (double) (WIDTH - LEFT - RIGHT) / places.size();
        double width = Math.min(56, group * 0.72 / series.size());
        List<Double> values = series.get(index).values;
        for (int i = 0; i < values.size(); i++) {
            if (!values.get(i).isNaN()) {
                double x = x(i) + (index - series.size() / 2.0) * width;
                double y = y(values.get(i), top);
                svg.append("<rect class=\"s%d\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"2\"/>%n"
                        .formatted(index, number(x + 1), number(y), number(width - 2), number(y(0, top) - y)));
                value(svg, index, x + width / 2, y, values.get(i));
            }
        }
    }

    private static void value(StringBuilder svg, int index, double x, double y, double value) {
        text(svg, x, y - 7, "class=\"value s%d\" text-anchor=\"middle\"".formatted(index), label(value));
    }

    private double x(int place) {
        return LEFT + (place + 0.5) * (WIDTH - LEFT - RIGHT) / places.size();
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM);
    }

    private double niceTop() {
        double most = series.stream()
                .flatMap(one -> one.values.stream())
                .filter(value -> !value.isNaN())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        double unit = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-9))));
        for (double step : new double[] {1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10}) {
            if (most * 1.08 <= unit * step) {
                return unit * step;
            }
        }
        return unit * 12;
    }

    private static void text(StringBuilder svg, double x, double y, String attributes, String text) {
        svg.append("<text x=\"%s\" y=\"%s\" %s>%s</text>%n".formatted(number(x), number(y), attributes, escaped(text)));
    }

    private static String label(double value) {
        return value == 0
                ? "0"
                : value >= 100
                        ? String.format(Locale.ROOT, "%,.0f", value)
                        : value >= 10
                                ? trimmed(String.format(Locale.ROOT, "%.1f", value))
                                : trimmed(String.format(Locale.ROOT, "%.2f", value));
    }

    private static String trimmed(String number) {
        return number.contains(".") ? number.replaceAll("0+$", "").replaceAll("\\.$", "") : number;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}

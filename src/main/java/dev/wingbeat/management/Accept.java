package dev.wingbeat.management;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds out which of the two texts a scraper wants, by its {@code Accept} header (RFC 9110 section 12.5.1). */
final class Accept {

    private Accept() {}

    /** Returns a content type of {@link MetricsText}: OpenMetrics only where it is named and not behind plain text. */
    static String best(@Nullable String header) {
        double open = 0;
        double plain = 0;
        for (String part : header == null ? new String[0] : header.split(",", -1)) {
            String[] range = part.toLowerCase(Locale.ROOT).split(";", -1);
            switch (range[0].strip()) {
                case "application/openmetrics-text" -> open = Math.max(open, isCurrent(range) ? quality(range) : 0);
                case "text/plain" -> plain = Math.max(plain, quality(range));
                default -> {}
            }
        }
        return open > 0 && open >= plain ? MetricsText.OPEN_METRICS : MetricsText.PROMETHEUS;
    }

    private static boolean isCurrent(String[] range) {
        for (String parameter : range) {
            if (parameter.strip().startsWith("version=") && !parameter.strip().equals("version=1.0.0")) {
                return false;
            }
        }
        return true;
    }

    private static double quality(String[] range) {
        for (String parameter : range) {
            if (parameter.strip().startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.strip().substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}

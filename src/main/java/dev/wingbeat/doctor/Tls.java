package dev.wingbeat.doctor;

import dev.wingbeat.cluster.ClusterCheck;
import dev.wingbeat.cluster.ClusterCheck.Validity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Checks whether nodes can talk by TLS, and how long. */
final class Tls {

    static final String TLS = "tls";

    /** The share of its life that a certificate has left when it should have been renewed: most are after two thirds. */
    private static final int LAST_SHARE = 5;

    /** The time before its end at which somebody should know of it, however long it lives. */
    private static final Duration SOON = Duration.ofDays(14);

    private Tls() {}

    /** Looks at the files of the event bus; there is nothing to find without TLS. */
    static List<Finding> check(Subject subject) {
        if (!subject.clustered()) {
            return List.of();
        }
        try {
            Validity good = ClusterCheck.certificate(subject.cluster());
            return good == null
                    ? List.of()
                    : List.of(check("the event bus", good, Instant.now(), "the files are read again when they change"));
        } catch (IllegalArgumentException e) {
            return List.of(Finding.fail(
                    TLS,
                    String.valueOf(e.getMessage()),
                    "correct --cluster-tls-cert, --cluster-tls-key and --cluster-tls-ca, or renew the certificate"));
        }
    }

    /** Checks how long a certificate is still good; {@code after} says what to do once it is renewed. */
    static Finding check(String whose, Validity good, Instant now, String after) {
        Duration left = Duration.between(now, good.end());
        Duration share = Duration.between(good.begin(), good.end()).dividedBy(LAST_SHARE);
        String text = "certificate of " + whose + " is good until " + good.end();
        return left.compareTo(share.compareTo(SOON) < 0 ? share : SOON) < 0
                ? Finding.warn(TLS, text + ", " + text(left) + " from now", "renew it: " + after)
                : Finding.ok(TLS, text);
    }

    private static String text(Duration left) {
        return left.toDays() > 0 ? left.toDays() + " days" : left.toHours() + " hours";
    }
}

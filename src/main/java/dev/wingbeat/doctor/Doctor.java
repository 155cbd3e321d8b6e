package dev.wingbeat.doctor;

import dev.wingbeat.cluster.ClusterCheck.Places;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;

/** Examines a machine, settings and a cluster. Internal seam. */
public final class Doctor {

    private Doctor() {}

    /** Runs all checks, those that wait for others side by side, and blocks for some seconds at most. */
    public static List<Finding> examine(Machine machine, Subject subject) {
        Places places;
        try {
            places = MemberChecks.places(subject);
        } catch (IllegalArgumentException e) {
            return List.of(Finding.fail(
                    "settings",
                    String.valueOf(e.getMessage()),
                    "correct --cluster-file; then the other checks are made"));
        }
        Supplier<List<Finding>> cluster = () -> {
            List<Address> members = MemberChecks.of(places, subject);
            CompletableFuture<List<Finding>> reached =
                    Waiting.start(() -> MemberChecks.check(members, subject.limit()));
            List<Finding> told = NodeChecks.ask(subject, members).check();
            return Stream.concat(reached.join().stream(), told.stream()).toList();
        };
        var waiting = List.of(
                Waiting.start(() -> OpenPorts.check(subject, NodeChecks.here(subject))),
                Waiting.start(() -> NameLookup.check(subject, places)),
                Waiting.start(() -> Tls.check(subject)),
                Waiting.start(() -> PageTls.check(subject, (SSLSocketFactory) SSLSocketFactory.getDefault())),
                Waiting.start(cluster));
        Stream<Finding> here = Stream.concat(
                machine.check(subject.endpoint().connectionLimit().max()).stream(), Stream.of(Origins.check(subject)));
        return Stream.concat(here, waiting.stream().map(CompletableFuture::join).flatMap(List::stream))
                .toList();
    }
}

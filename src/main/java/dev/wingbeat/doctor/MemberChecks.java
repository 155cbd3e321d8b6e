package dev.wingbeat.doctor;

import dev.wingbeat.cluster.ClusterCheck;
import dev.wingbeat.cluster.ClusterCheck.Places;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Checks whether the other members are reached at the addresses at which they talk to each other. */
final class MemberChecks {

    private static final String MEMBERS = "members";

    private MemberChecks() {}

    /**
     * Returns where a node looks for the others, by its settings or by the cluster file; nowhere when that is this machine alone.
     *
     * @throws IllegalArgumentException for a cluster file that cannot be read
     */
    static Places places(Subject subject) {
        if (!subject.clustered()) {
            return Places.NONE;
        }
        Places places = ClusterCheck.places(subject.cluster());
        boolean chosen = !subject.cluster().members().isEmpty()
                || subject.cluster().file() != null
                || places.serviceDns() != null
                || !places.others().isEmpty()
                || !places.members().stream().allMatch(MemberChecks::isLoopback);
        return chosen ? places : Places.NONE;
    }

    private static boolean isLoopback(String member) {
        return member.startsWith("127.") || member.startsWith("localhost:") || member.startsWith("[::1]:");
    }

    /** Returns where the members are, as far as that can be told. */
    static List<Address> of(Places places, Subject subject) {
        String service = places.serviceDns();
        return service == null
                ? places.members().stream().map(Address::parse).toList()
                : NameLookup.addresses(service, subject.limit()).stream()
                        .map(host -> new Address(host, subject.cluster().port()))
                        .toList();
    }

    static List<Finding> check(List<Address> members, Duration limit) {
        if (members.isEmpty()) {
            return List.of();
        }
        List<Boolean> accepts = Waiting.all(members, limit, false, member -> accepts(member, limit));
        List<Boolean> here = Waiting.all(members, limit, false, Address::isHere);
        List<String> silent = IntStream.range(0, members.size())
                .filter(member -> !accepts.get(member) && !here.get(member))
                .mapToObj(member -> members.get(member).toString())
                .toList();
        long accepting = accepts.stream().filter(accept -> accept).count();
        String text = accepting + " of " + members.size() + " accept connections on the cluster port";
        return List.of(
                silent.isEmpty()
                        ? Finding.ok(
                                MEMBERS, text + (accepting < members.size() ? "; the others are this machine" : ""))
                        : Finding.warn(
                                MEMBERS,
                                text + ", not " + String.join(", ", silent),
                                "start them, or let this machine reach them: firewall, network policy, cluster-host there"));
    }

    private static boolean accepts(Address member, Duration limit) {
        try (var socket = new Socket()) {
            socket.connect(member.resolved(), Math.toIntExact(limit.toMillis()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

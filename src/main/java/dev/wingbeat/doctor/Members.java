package dev.wingbeat.doctor;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Whether the other members are reached where they talk to each other. */
final class Members {

    private static final String MEMBERS = "members";

    private Members() {}

    /** Returns where the members are, as far as the settings say. */
    static List<Address> of(Subject subject) {
        if (!subject.clustered()) {
            return List.of();
        }
        String service = subject.cluster().serviceDns();
        return service == null
                ? subject.cluster().addresses().stream().map(Address::parse).toList()
                : Names.addresses(service, subject.limit()).stream()
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

package dev.wingbeat.doctor;

import dev.wingbeat.cluster.ClusterCheck.Places;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;

/** Looks names up. */
final class NameLookup {

    private static final String DNS = "dns";

    private NameLookup() {}

    /** Returns the addresses of a name; none when it has none, or the name server does not answer in time. */
    static List<String> addresses(String name, Duration limit) {
        return Waiting.all(List.of(name), limit, List.<String>of(), NameLookup::lookUp)
                .getFirst();
    }

    private static List<String> lookUp(String name) {
        try {
            return Arrays.stream(InetAddress.getAllByName(name))
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    static List<Finding> check(Subject subject, Places places) {
        var findings = new ArrayList<Finding>();
        String urlHost = subject.endpoint().urlHost();
        findings.add(
                addresses(urlHost, subject.limit()).isEmpty()
                        ? Finding.warn(
                                DNS,
                                "url-host " + urlHost + " is not found from here (expected: a name that clients find)",
                                "correct --url-host, or its entry in DNS; all is well if only clients can look it up")
                        : Finding.ok(DNS, "url-host " + urlHost + " is found"));
        if (subject.clustered()) {
            findings.add(members(subject, places));
        }
        return findings;
    }

    private static Finding members(Subject subject, Places places) {
        boolean ofFile =
                subject.cluster().members().isEmpty() && subject.cluster().serviceDns() == null;
        String service = places.serviceDns();
        if (service != null) {
            int count = addresses(service, subject.limit()).size();
            String named = (ofFile ? "service-dns of the cluster file, " : "cluster-service-dns ") + service;
            return count > 0
                    ? Finding.ok(DNS, named + " has " + count + " addresses")
                    : Finding.fail(
                            DNS,
                            named + " has no address (expected: one for each node)",
                            "name a headless service that publishes not-ready addresses; this node's own is enough to begin");
        }
        var hosts = new LinkedHashSet<String>();
        places.members().forEach(member -> hosts.add(Address.parse(member).host()));
        if (hosts.isEmpty()) {
            return places.others().isEmpty()
                    ? Finding.warn(
                            DNS,
                            "neither cluster-members nor cluster-service-dns is set, so only nodes on this machine are found",
                            "name the other machines in --cluster-members, or a headless service in --cluster-service-dns")
                    : Finding.ok(
                            DNS,
                            "the cluster file has members found by " + String.join(", ", places.others())
                                    + ", which is not looked at");
        }
        List<String> all = List.copyOf(hosts);
        List<List<String>> found = Waiting.all(all, subject.limit(), List.of(), NameLookup::lookUp);
        List<String> lost = all.stream()
                .filter(host -> found.get(all.indexOf(host)).isEmpty())
                .toList();
        String source = ofFile ? "the cluster file" : "cluster-members";
        return lost.isEmpty()
                ? Finding.ok(DNS, "all " + all.size() + " hosts of " + source + " are found")
                : Finding.fail(
                        DNS,
                        "not found of " + source + ": " + String.join(", ", lost),
                        "correct " + (ofFile ? "the cluster file" : "--cluster-members") + ", or the entries in DNS");
    }
}

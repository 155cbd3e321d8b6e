package dev.wingbeat.support.lan;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The DNS server of a network: dnsmasq, with nothing but the records that are given here. */
public final class LanDns {

    private final Path records;
    private final String domain;
    private final Process process;
    private final Map<String, List<String>> addresses = new TreeMap<>();

    /**
     * Starts the server without a record. It ends with the network.
     *
     * @param folder where it keeps its records
     * @param domain what is appended to the names here
     */
    public LanDns(Lan lan, Path folder, String domain) throws IOException {
        this.domain = domain;
        this.records = folder.resolve("hosts");
        Files.writeString(records, "");
        process = lan.start(
                Lan.BRIDGE,
                List.of(
                        "dnsmasq",
                        "--keep-in-foreground",
                        "--conf-file=/dev/null",
                        "--pid-file=",
                        "--user=root",
                        "--no-resolv",
                        "--no-hosts",
                        "--addn-hosts=" + records,
                        // Answers for these names by itself: none is none, not a failure.
                        "--local=/local/",
                        "--local-ttl=1",
                        "--bind-interfaces",
                        "--listen-address=" + Lan.GATEWAY,
                        "--log-facility=-"),
                builder -> builder.redirectErrorStream(true)
                        .redirectOutput(folder.resolve("dnsmasq.log").toFile()));
    }

    /** Sets the addresses of a name; none takes the name away. */
    public void set(String name, List<String> ofName) throws IOException {
        addresses.put(name, List.copyOf(ofName));
        String text = addresses.entrySet().stream()
                .flatMap(entry ->
                        entry.getValue().stream().map(address -> address + ' ' + entry.getKey() + '.' + domain))
                .collect(joining("\n", "", "\n"));
        Path next = records.resolveSibling("hosts.next");
        Files.writeString(next, text);
        Files.move(next, records, StandardCopyOption.ATOMIC_MOVE);
        Lan.run("kill", "-HUP", Long.toString(process.pid()));
    }

    /** Returns the addresses that a name has. */
    public List<String> addresses(String name) {
        return Optional.ofNullable(addresses.get(name)).orElse(List.of());
    }
}

package dev.wingbeat.doctor;

import dev.wingbeat.doctor.Finding.Level;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks whether the ports of a node are free, or its own already. */
final class OpenPorts {

    private record Port(String setting, String host, int number) {}

    private OpenPorts() {}

    /**
     * Tries to listen on each port.
     *
     * @param running the hub that answers on the management port, null when none does
     */
    static List<Finding> check(Subject subject, @Nullable NodeAnswer running) {
        var ports = new ArrayList<Port>();
        ports.add(new Port("port", subject.endpoint().host(), subject.endpoint().port()));
        Integer management = subject.endpoint().managementPort();
        if (management != null) {
            ports.add(new Port("management-port", subject.managementHost(), management));
        }
        Integer api = subject.endpoint().apiPort();
        if (api != null) {
            ports.add(new Port("api-port", subject.managementHost(), api));
        }
        if (subject.clustered()) {
            ports.add(new Port(
                    "cluster-port", subject.clusterHost(), subject.cluster().port()));
            ports.add(new Port(
                    "cluster-bus-port", subject.clusterHost(), subject.cluster().busPort()));
        }
        return ports.stream().map(port -> check(port, running)).toList();
    }

    private static Finding check(Port port, @Nullable NodeAnswer running) {
        String where = port.setting() + " " + port.number() + " on " + port.host();
        String problem = port.number() == 0 ? null : problem(port);
        if (problem == null) {
            return Finding.ok("ports", where + (port.number() == 0 ? ": any free one" : " is free"));
        }
        if (running != null && problem.contains("in use")) {
            return Finding.ok("ports", where + " is in use, and the hub " + running.node() + " runs here");
        }
        boolean another = port.setting().equals("cluster-port"); // Hazelcast takes the next one
        return new Finding(
                another ? Level.WARN : Level.FAIL,
                "ports",
                where + ": " + problem + " (expected: free)",
                another
                        ? "stop what listens there (ss -ltnp): the next free port is taken, where other nodes may not look"
                        : "stop what listens there (ss -ltnp), or choose another --" + port.setting());
    }

    private static @Nullable String problem(Port port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(port.host(), port.number()));
            return null;
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        }
    }
}

package dev.wingbeat.cluster;

import dev.wingbeat.support.process.NodeProcess;
import dev.wingbeat.support.process.ReleasedBuild;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Three nodes in JVMs of their own on loopback, each to be killed, frozen, stopped and started again. */
final class NodeProcesses implements AutoCloseable {

    static final int NODES = 3;

    private static final AtomicInteger CLUSTERS = new AtomicInteger();

    private final String name;
    private final List<Integer> ports = WingbeatCluster.freePorts();
    private final List<Integer> httpPorts = WingbeatCluster.freePorts();
    private final NodeProcess[] nodes = new NodeProcess[NODES];

    private NodeProcesses(String name) {
        this.name = name + '-' + ProcessHandle.current().pid() + '-' + CLUSTERS.incrementAndGet();
    }

    /** Starts all three at the same moment. */
    static NodeProcesses start(String name) {
        return start(name, Optional.empty());
    }

    /** Starts all three at the same moment, of the last release where it is given. */
    static NodeProcesses start(String name, Optional<ReleasedBuild> release) {
        var cluster = new NodeProcesses(name);
        return cluster.start(index -> cluster.launch(index, release));
    }

    /** Starts all three at the same moment, the last one by a command that begins with a prefix, such as {@code env A=1}. */
    static NodeProcesses start(String name, List<String> prefixOfTheLast) {
        var cluster = new NodeProcesses(name);
        return cluster.start(index -> cluster.launch(index, index == NODES - 1 ? prefixOfTheLast : List.of()));
    }

    private NodeProcesses start(IntConsumer launch) {
        try {
            for (int i = 0; i < NODES; i++) {
                launch.accept(i);
            }
            for (NodeProcess node : nodes) {
                node.awaitReady();
            }
            return this;
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    /** Starts a node, anew when it ran before, without waiting for it. */
    NodeProcess launch(int index) {
        return launch(index, Optional.empty());
    }

    /** Starts a node, anew when it ran before, without waiting for it; of the last release where it is given. */
    NodeProcess launch(int index, Optional<ReleasedBuild> release) {
        return release.map(build -> nodes[index] = NodeProcess.launch(build, log(index), arguments(index)))
                .orElseGet(() -> launch(index, List.of()));
    }

    private NodeProcess launch(int index, List<String> prefix) {
        nodes[index] = NodeProcess.launch(prefix, log(index), "127.0.0.1", arguments(index));
        return nodes[index];
    }

    private String log(int index) {
        return name + "-" + index;
    }

    private List<String> arguments(int index) {
        String members =
                String.join(",", ports.stream().map(port -> "127.0.0.1:" + port).toList());
        return List.of(
                "--host",
                "127.0.0.1",
                "--http-port",
                httpPorts.get(index).toString(),
                "--port",
                ports.get(index).toString(),
                "--members",
                members,
                "--name",
                name);
    }

    NodeProcess node(int index) {
        return nodes[index];
    }

    List<NodeProcess> all() {
        return List.of(nodes);
    }

    /** Returns where clients connect to; the ports stay when a node is started anew. */
    List<InetSocketAddress> addresses(int... indexes) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (int index : indexes) {
            addresses.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPorts.get(index)));
        }
        return addresses;
    }

    @Override
    public void close() {
        for (NodeProcess node : nodes) {
            if (node != null) {
                node.close();
            }
        }
    }
}

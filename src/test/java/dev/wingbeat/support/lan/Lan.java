package dev.wingbeat.support.lan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Machines on one bridge, each in a network namespace of its own. The bridge is in a namespace too, where the DNS server and
 * the clients run. Names carry the id of this process, so that several may run on one machine.
 */
public final class Lan implements AutoCloseable {

    /** The address of the bridge, where the DNS server listens. */
    public static final String GATEWAY = "10.77.0.1";

    /** Beside the bridge, where the DNS server and the clients run. */
    public static final String BRIDGE = "lan";

    private static final String BITS = "/16";
    private static final Path RESOLVERS = Path.of("/etc/netns");
    private static final long PATIENCE_SECONDS = 10;

    private final String prefix = "wb" + ProcessHandle.current().pid() + '-';
    private final String bridge = prefix + BRIDGE;
    private final String resolver;
    private int ports;
    private final Map<String, List<Process>> processes = new ConcurrentHashMap<>();
    private final Thread atExit = new Thread(this::removeAll, "remove the network");

    /**
     * Makes the bridge.
     *
     * @param searchPath the domains that short names are completed by, as in a pod
     */
    public Lan(String searchPath) throws IOException {
        resolver = "nameserver " + GATEWAY + "\nsearch " + searchPath + "\noptions ndots:5\n";
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            addNamespace(bridge);
            // An address that stays: else the bridge takes that of a machine, and another one when it is taken away.
            inside(bridge, "link", "add", "br0", "address", "02:77:00:00:00:01", "type", "bridge");
            inside(bridge, "addr", "add", GATEWAY + BITS, "dev", "br0");
            inside(bridge, "link", "set", "br0", "up");
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Says why no such network can be made here. */
    public static Optional<String> obstacle() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("network namespaces need root");
        }
        for (String program : List.of("ip", "dnsmasq")) {
            if (!installed(program)) {
                return Optional.of(program + " is not installed");
            }
        }
        String probe = "wb" + ProcessHandle.current().pid() + "-probe";
        try {
            run("ip", "netns", "add", probe);
            run("ip", "netns", "delete", probe);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("network namespaces are not allowed: " + e.getMessage());
        }
    }

    /** Connects a machine to the bridge. */
    public void addMachine(String name, String address) throws IOException {
        String namespace = prefix + name;
        addNamespace(namespace);
        // Another one each time: the kernel takes the interfaces of a removed namespace away at its leisure.
        ports++;
        String port = "p" + ports;
        inside(bridge, "link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", namespace);
        inside(bridge, "link", "set", port, "master", "br0", "up");
        inside(namespace, "addr", "add", address + BITS, "dev", "eth0");
        inside(namespace, "link", "set", "eth0", "up");
    }

    /** Takes a machine away, with all that runs on it. */
    public void removeMachine(String name) throws IOException {
        removeNamespace(prefix + name);
    }

    /**
     * Starts a process on a machine. It ends with it at the latest.
     *
     * @param machine the name of a machine, or {@link #BRIDGE}
     * @param settings where its output goes, and its environment
     */
    public Process start(String machine, List<String> command, Consumer<ProcessBuilder> settings) throws IOException {
        String namespace = prefix + machine;
        // ip becomes the program, so that this is one process, not two.
        var whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        whole.addAll(command);
        var builder = new ProcessBuilder(whole);
        settings.accept(builder);
        Process process = builder.start();
        processes.computeIfAbsent(namespace, ignored -> new ArrayList<>()).add(process);
        return process;
    }

    /** Kills what still runs, and removes all namespaces. */
    @Override
    public void close() {
        removeAll();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void addNamespace(String namespace) throws IOException {
        processes.put(namespace, new ArrayList<>());
        Files.createDirectories(RESOLVERS.resolve(namespace));
        Files.writeString(RESOLVERS.resolve(namespace).resolve("resolv.conf"), resolver);
        run("ip", "netns", "add", namespace);
        inside(namespace, "link", "set", "lo", "up");
    }

    private void removeAll() {
        var failures = new ArrayList<IOException>();
        for (String namespace : List.copyOf(processes.keySet())) {
            try {
                removeNamespace(namespace);
            } catch (IOException e) {
                failures.add(e);
            }
        }
        try {
            Files.deleteIfExists(RESOLVERS);
        } catch (DirectoryNotEmptyException e) {
            // somebody else's
        } catch (IOException e) {
            failures.add(e);
        }
        if (!failures.isEmpty()) {
            throw new UncheckedIOException("the network is not removed: " + failures, failures.getFirst());
        }
    }

    private void removeNamespace(String namespace) throws IOException {
        List<Process> running = processes.getOrDefault(namespace, List.of());
        for (Process process : running) {
            process.destroyForcibly();
            try {
                process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Path folder = RESOLVERS.resolve(namespace);
        Files.deleteIfExists(folder.resolve("resolv.conf"));
        Files.deleteIfExists(folder);
        if (Files.exists(Path.of("/run/netns", namespace))) {
            run("ip", "netns", "delete", namespace);
        }
        processes.remove(namespace);
    }

    private static void inside(String namespace, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("ip", "-n", namespace));
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted: " + String.join(" ", command), e);
        }
    }

    private static boolean installed(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}

package dev.wingbeat.cluster;

import static java.lang.System.Logger.Level.WARNING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.wingbeat.cli.Main;
import dev.wingbeat.support.lan.Lan;
import dev.wingbeat.support.lan.LanDns;
import dev.wingbeat.support.lan.LanDriver;
import dev.wingbeat.support.process.JavaCommand;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What Kubernetes does with the manifests, without Kubernetes: three pods, each with an address of its own, that find each
 * other by the headless Service in DNS, with the settings and the JVM's flags of the container. A pod that comes anew has
 * another address; its name and the Services follow, the headless one at once, the clients' when it is ready.
 */
@Tag("netns")
@Timeout(value = 400, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DnsDiscoveryClusterTest {

    private static final System.Logger LOGGER = System.getLogger(DnsDiscoveryClusterTest.class.getName());
    private static final String DOMAIN = "wingbeat.svc.cluster.local";
    private static final String SEARCH_PATH = DOMAIN + " svc.cluster.local cluster.local";
    private static final String SERVICE = "wingbeat";
    private static final String HEADLESS = "wingbeat-headless";
    private static final List<String> PODS = List.of("wingbeat-0", "wingbeat-1", "wingbeat-2");
    private static final String ROAMER = "roamer";
    private static final Duration PATIENCE = Duration.ofSeconds(100);
    private static final Path FOLDER = Path.of("target/netns");
    private static final Path JVM_ARGS = Path.of("target/jib/app/jvm.args");
    private static final Path SETTINGS = Path.of("k8s/base/wingbeat.env");

    private final Map<String, Process> running = new HashMap<>();
    private final Map<String, String> addresses = new HashMap<>();
    private int incarnations;
    private int shouts;
    private Lan lan;
    private LanDns dns;
    private LanDriver clients;

    @BeforeEach
    void makeNetwork() throws IOException {
        Lan.obstacle().ifPresent(obstacle -> {
            LOGGER.log(WARNING, "skipped: discovery by DNS is not tested, " + obstacle);
            abort(obstacle);
        });
        Files.createDirectories(FOLDER);
        lan = new Lan(SEARCH_PATH);
        dns = new LanDns(lan, FOLDER.toAbsolutePath(), DOMAIN);
        clients = new LanDriver(lan, FOLDER, PATIENCE);
    }

    @AfterEach
    void removeNetwork() {
        if (lan != null) {
            lan.close();
        }
    }

    @Test
    void podsFindEachOtherByDnsAndClientsComeBackThroughReplacementAndRoll() throws Exception {
        for (String pod : PODS) {
            start(pod);
        }
        for (String pod : PODS) {
            clients.tell("join", pod, pod + '.' + HEADLESS, "room:pods");
            clients.await("joined " + pod + ' ' + addresses.get(pod));
        }
        everyoneHearsEveryone(PODS);

        String lost = PODS.get(1);
        lose(lost);
        clients.await("closed " + lost + " 1006");
        start(lost);
        clients.await("joined " + lost + ' ' + addresses.get(lost));
        everyoneHearsEveryone(PODS);

        clients.tell("join", ROAMER, SERVICE, "room:pods");
        String roamerAt = clients.awaitRest("joined " + ROAMER + ' ');
        var everyone = Stream.concat(PODS.stream(), Stream.of(ROAMER)).toList();
        int comebacks = 0;
        for (String pod : PODS.reversed()) {
            boolean roamerIsHere = roamerAt.equals(addresses.get(pod));
            terminate(pod);
            clients.await("closed " + pod + " 1012");
            if (roamerIsHere) {
                clients.await("closed " + ROAMER + " 1012");
                roamerAt = clients.awaitRest("joined " + ROAMER + ' ');
                comebacks++;
            }
            start(pod);
            clients.await("joined " + pod + ' ' + addresses.get(pod));
            everyoneHearsEveryone(everyone);
        }
        assertTrue(comebacks > 0, "a roll of all pods sends every client to another");
    }

    /** Starts a pod under an address that none had before; done when it is ready and clients may find it. */
    private void start(String pod) throws IOException {
        incarnations++;
        String address = "10.77.1." + incarnations;
        addresses.put(pod, address);
        lan.addMachine(pod, address);
        dns.set(HEADLESS, with(dns.addresses(HEADLESS), address));
        dns.set(pod + '.' + HEADLESS, List.of(address));
        Path log = FOLDER.resolve(pod + '-' + incarnations + ".log");
        running.put(pod, lan.start(pod, command(), builder -> {
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("WINGBEAT_"));
            builder.environment().putAll(settings(address));
        }));
        clients.tell("ready", address);
        clients.await("ready " + address);
        dns.set(SERVICE, with(dns.addresses(SERVICE), address));
        clients.tell("resolves", SERVICE, String.join(",", dns.addresses(SERVICE)));
        clients.await("resolves " + SERVICE + ' ' + String.join(",", dns.addresses(SERVICE)));
    }

    /** The machine under a pod fails. */
    private void lose(String pod) throws Exception {
        running.get(pod).destroyForcibly().waitFor();
        remove(pod);
    }

    /** Kubernetes ends a pod: clients are sent elsewhere before it is told. */
    private void terminate(String pod) throws Exception {
        dns.set(SERVICE, without(dns.addresses(SERVICE), addresses.get(pod)));
        clients.tell("resolves", SERVICE, String.join(",", dns.addresses(SERVICE)));
        clients.await("resolves " + SERVICE + ' ' + String.join(",", dns.addresses(SERVICE)));
        Process process = running.get(pod);
        process.destroy();
        assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), pod);
        assertEquals(0, process.exitValue(), pod);
        remove(pod);
    }

    private void remove(String pod) throws IOException {
        String address = addresses.get(pod);
        dns.set(SERVICE, without(dns.addresses(SERVICE), address));
        dns.set(HEADLESS, without(dns.addresses(HEADLESS), address));
        dns.set(pod + '.' + HEADLESS, List.of());
        lan.removeMachine(pod);
    }

    private void everyoneHearsEveryone(List<String> everyone) {
        for (String speaker : everyone) {
            shouts++;
            clients.tell("shout", speaker, "shout-" + shouts);
            clients.await(everyone.stream()
                    .map(listener -> "heard " + listener + " shout-" + shouts)
                    .toArray(String[]::new));
        }
    }

    private static List<String> command() {
        return JavaCommand.of(
                List.of(
                        "@" + JVM_ARGS,
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:ActiveProcessorCount=2",
                        "-Dwingbeat.stopWithParent=true"),
                Main.class.getName());
    }

    /** Returns the environment as statefulset.yaml makes it. */
    private static Map<String, String> settings(String address) {
        var settings = new Properties();
        try (Reader file = Files.newBufferedReader(SETTINGS)) {
            settings.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var environment = new HashMap<String, String>();
        settings.stringPropertyNames().forEach(name -> environment.put(name, settings.getProperty(name)));
        environment.put("WINGBEAT_CLUSTER_HOST", address);
        environment.put("WINGBEAT_CLUSTER_PUBLIC_HOST", address);
        environment.put("WINGBEAT_SECRET_KEY_BASE", "the secret of the pods under test");
        return environment;
    }

    private static List<String> with(List<String> before, String added) {
        var after = new ArrayList<>(before);
        after.add(added);
        return after;
    }

    private static List<String> without(List<String> before, String removed) {
        return before.stream().filter(each -> !each.equals(removed)).toList();
    }
}

package dev.wingbeat.kubernetes;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.app.WingbeatConfig;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds in every overlay as {@code kubectl kustomize} renders it. */
@ParameterizedClass
@ValueSource(strings = {"local", "production"})
class OverlayTest {

    /** For what is left to send after the connections are closed, and for leaving the cluster. */
    private static final Duration LEAVING = Duration.ofSeconds(30);

    @Parameter
    String overlay;

    private Manifests rendered;
    private StatefulSet set;
    private PodSpec pod;
    private Container container;
    private Map<String, String> settings;

    @BeforeEach
    void render() throws IOException {
        rendered = Kubectl.render(overlay);
        set = rendered.one(StatefulSet.class);
        pod = set.getSpec().getTemplate().getSpec();
        assertEquals(1, pod.getContainers().size());
        container = pod.getContainers().getFirst();
        settings = rendered.one(ConfigMap.class).getData();
    }

    @Test
    void everythingIsInTheNamespaceThatIsMade() {
        String namespace = rendered.one(Namespace.class).getMetadata().getName();
        for (HasMetadata object : rendered.all()) {
            if (!(object instanceof Namespace)) {
                assertEquals(namespace, object.getMetadata().getNamespace(), object::getKind);
            }
        }
    }

    @Test
    void podsStartOneAfterTheOtherAndFindThoseThatAreNotReady() {
        assertEquals("OrderedReady", set.getSpec().getPodManagementPolicy());
        assertEquals("RollingUpdate", set.getSpec().getUpdateStrategy().getType());
        Service headless = rendered.service(set.getSpec().getServiceName());
        assertEquals("None", headless.getSpec().getClusterIP());
        assertTrue(headless.getSpec().getPublishNotReadyAddresses());
        assertEquals(headless.getMetadata().getName(), settings.get("WINGBEAT_CLUSTER_SERVICE_DNS"));
        assertEquals("on", settings.get("WINGBEAT_CLUSTER"));
    }

    @Test
    void everySelectorFindsThePods() {
        Map<String, String> labels = set.getSpec().getTemplate().getMetadata().getLabels();
        assertTrue(labels.entrySet()
                .containsAll(set.getSpec().getSelector().getMatchLabels().entrySet()));
        for (Service service : rendered.of(Service.class)) {
            assertTrue(
                    labels.entrySet()
                            .containsAll(service.getSpec().getSelector().entrySet()),
                    service::toString);
        }
        assertTrue(labels.entrySet()
                .containsAll(rendered.one(PodDisruptionBudget.class)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels()
                        .entrySet()));
        pod.getTopologySpreadConstraints()
                .forEach(spread -> assertTrue(labels.entrySet()
                        .containsAll(spread.getLabelSelector().getMatchLabels().entrySet())));
    }

    @Test
    void gracePeriodIsTheSumOfWhatStoppingTakes() {
        Duration drain =
                WingbeatConfig.of(Map.of(), settings).socket().drainer().timeout();
        long preStop = container.getLifecycle().getPreStop().getSleep().getSeconds();
        assertEquals(5, preStop);
        assertEquals(drain.plusSeconds(preStop).plus(LEAVING).toSeconds(), pod.getTerminationGracePeriodSeconds());
    }

    @Test
    void probesAskTheManagementPortForWhatTheyMean() {
        assertProbe("/health/started", container.getStartupProbe());
        assertProbe("/health/ready", container.getReadinessProbe());
        assertProbe("/health/live", container.getLivenessProbe());
    }

    @Test
    void portsAreThoseOfTheSettings() {
        Map<String, Integer> ports =
                container.getPorts().stream().collect(toMap(ContainerPort::getName, ContainerPort::getContainerPort));
        assertEquals(
                Map.of(
                        "http", number("WINGBEAT_PORT"),
                        "management", number("WINGBEAT_MANAGEMENT_PORT"),
                        "members", number("WINGBEAT_CLUSTER_PORT"),
                        "event-bus", number("WINGBEAT_CLUSTER_BUS_PORT")),
                ports);
        for (Service service : rendered.of(Service.class)) {
            service.getSpec().getPorts().forEach(port -> {
                String target = port.getTargetPort().getStrVal();
                assertTrue(ports.containsKey(target) && !target.equals("management"), service::toString);
            });
        }
    }

    @Test
    void scrapersAreToldWhereToAsk() {
        assertEquals(
                Map.of(
                        "prometheus.io/scrape", "true",
                        "prometheus.io/port", settings.get("WINGBEAT_MANAGEMENT_PORT"),
                        "prometheus.io/path", "/metrics"),
                set.getSpec().getTemplate().getMetadata().getAnnotations());
    }

    @Test
    void podTellsTheOthersItsOwnAddress() {
        for (String name : List.of("WINGBEAT_CLUSTER_HOST", "WINGBEAT_CLUSTER_PUBLIC_HOST")) {
            assertEquals(
                    "status.podIP", variable(name).getValueFrom().getFieldRef().getFieldPath(), name);
        }
        assertEquals(
                "metadata.name",
                variable("WINGBEAT_NODE_NAME").getValueFrom().getFieldRef().getFieldPath());
        // A Service named wingbeat would set WINGBEAT_PORT to tcp://…
        assertFalse(pod.getEnableServiceLinks());
        assertEquals(
                "wingbeat",
                rendered.service("wingbeat").getMetadata().getName(),
                "the client Service, for which service links are off");
    }

    @Test
    void jvmCountsTheRequestedProcessors() {
        assertEquals(
                "requests.cpu",
                variable("CPUS").getValueFrom().getResourceFieldRef().getResource());
        assertEquals(
                "-XX:ActiveProcessorCount=$(CPUS)", variable("JDK_JAVA_OPTIONS").getValue());
    }

    @Test
    void podMayDoNothingButServe() {
        assertFalse(pod.getAutomountServiceAccountToken());
        var account = rendered.one(ServiceAccount.class);
        assertEquals(account.getMetadata().getName(), pod.getServiceAccountName());
        assertFalse(account.getAutomountServiceAccountToken());
        var context = pod.getSecurityContext();
        assertTrue(context.getRunAsNonRoot());
        assertEquals("RuntimeDefault", context.getSeccompProfile().getType());
        var own = container.getSecurityContext();
        assertTrue(own.getReadOnlyRootFilesystem());
        assertFalse(own.getAllowPrivilegeEscalation());
        assertEquals(List.of("ALL"), own.getCapabilities().getDrop());
        var written = pod.getVolumes().stream()
                .filter(volume -> volume.getEmptyDir() != null)
                .map(Volume::getName)
                .toList();
        assertEquals(1, written.size());
        for (VolumeMount mount : container.getVolumeMounts()) {
            assertEquals(
                    mount.getName().equals(written.getFirst()),
                    mount.getMountPath().equals("/tmp"));
            assertTrue(mount.getMountPath().equals("/tmp") || mount.getReadOnly(), mount::getMountPath);
        }
    }

    @Test
    void memoryIsGuaranteedAndTheProcessorNotThrottled() {
        var requests = container.getResources().getRequests();
        var limits = container.getResources().getLimits();
        assertEquals(requests.get("memory"), limits.get("memory"));
        assertTrue(requests.containsKey("cpu"));
        assertNull(limits.get("cpu"));
    }

    @Test
    void onePodAtATimeIsDisrupted() {
        var budget = rendered.one(PodDisruptionBudget.class).getSpec();
        assertEquals(1, budget.getMaxUnavailable().getIntVal());
        assertNull(budget.getMinAvailable());
    }

    private void assertProbe(String path, Probe probe) {
        assertEquals(path, probe.getHttpGet().getPath());
        assertEquals("management", probe.getHttpGet().getPort().getStrVal(), path);
        assertTrue(probe.getTimeoutSeconds() <= probe.getPeriodSeconds(), path);
    }

    private Integer number(String setting) {
        return Integer.valueOf(settings.get(setting));
    }

    private EnvVar variable(String name) {
        return container.getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no variable " + name));
    }
}

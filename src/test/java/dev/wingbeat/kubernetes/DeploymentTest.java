package dev.wingbeat.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an overlay has to itself, and what one rendering of it is enough to see. */
class DeploymentTest {

    @Test
    void localClusterBringsItsSecretAndItsSize() throws IOException {
        Manifests local = Kubectl.render("local");
        Secret secret = local.one(Secret.class);
        SecretKeySelector used = secretOf(local);
        assertEquals(secret.getMetadata().getName(), used.getName());
        assertTrue(secret.getData().containsKey(used.getKey()));
        assertEquals(3, local.one(StatefulSet.class).getSpec().getReplicas());
        assertEquals(List.of(), local.of(HorizontalPodAutoscaler.class));
    }

    @Test
    void productionRefersToASecretThatIsKeptElsewhere() throws IOException {
        Manifests production = Kubectl.render("production");
        assertEquals(List.of(), production.of(Secret.class));
        SecretKeySelector used = secretOf(production);
        assertEquals("wingbeat", used.getName());
        assertEquals("secret-key-base", used.getKey());
        assertNotEquals(true, used.getOptional());
    }

    @Test
    void productionScalesDownSlowlyAndLeavesTheNumberToTheAutoscaler() throws IOException {
        Manifests production = Kubectl.render("production");
        var scaler = production.one(HorizontalPodAutoscaler.class).getSpec();
        var set = production.one(StatefulSet.class);
        assertEquals(set.getMetadata().getName(), scaler.getScaleTargetRef().getName());
        assertEquals(set.getKind(), scaler.getScaleTargetRef().getKind());
        assertNull(set.getSpec().getReplicas());
        assertTrue(scaler.getMinReplicas() >= 3);
        var down = scaler.getBehavior().getScaleDown();
        assertTrue(down.getStabilizationWindowSeconds() >= 600);
        assertEquals(1, down.getPolicies().size());
        assertEquals("Pods", down.getPolicies().getFirst().getType());
        assertEquals(1, down.getPolicies().getFirst().getValue());
        assertTrue(down.getPolicies().getFirst().getPeriodSeconds() >= 300);
    }

    @Test
    void productionPutsOnePodOnEachMachine() throws IOException {
        var spread = Kubectl.render("production")
                .one(StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getTopologySpreadConstraints();
        assertEquals(
                List.of("topology.kubernetes.io/zone ScheduleAnyway", "kubernetes.io/hostname DoNotSchedule"),
                spread.stream()
                        .map(constraint -> constraint.getTopologyKey() + ' ' + constraint.getWhenUnsatisfiable())
                        .toList());
    }

    @Test
    void productionTalksByTlsWithTheFilesOfASecret() throws IOException {
        var pod = Kubectl.render("production")
                .one(StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getSpec();
        var volume = pod.getVolumes().stream()
                .filter(each -> each.getSecret() != null)
                .findFirst()
                .orElseThrow();
        assertEquals("wingbeat-cluster-tls", volume.getSecret().getSecretName());
        var container = pod.getContainers().getFirst();
        var mount = container.getVolumeMounts().stream()
                .filter(each -> each.getName().equals(volume.getName()))
                .findFirst()
                .orElseThrow();
        assertTrue(mount.getReadOnly());
        assertNull(mount.getSubPath(), "a file mounted by itself never changes");
        for (var file :
                Map.of("CERT", "tls.crt", "KEY", "tls.key", "CA", "ca.crt").entrySet()) {
            assertEquals(
                    mount.getMountPath() + '/' + file.getValue(),
                    container.getEnv().stream()
                            .filter(variable -> variable.getName().equals("WINGBEAT_CLUSTER_TLS_" + file.getKey()))
                            .map(EnvVar::getValue)
                            .findFirst()
                            .orElseThrow());
        }
        assertTrue(
                Kubectl.render("local").one(StatefulSet.class).getSpec().getTemplate().getSpec().getVolumes().stream()
                        .allMatch(each -> each.getSecret() == null));
    }

    @Test
    void onlyPodsReachThePortsOfTheClusterAndOnlyAScraperTheManagementPort() throws IOException {
        var policy = Kubectl.render("production").one(NetworkPolicy.class).getSpec();
        var pods = Map.of("app.kubernetes.io/name", "wingbeat");
        assertEquals(List.of("Ingress", "Egress"), policy.getPolicyTypes());
        assertEquals(pods, policy.getPodSelector().getMatchLabels());
        assertEquals(3, policy.getIngress().size());
        var clients = policy.getIngress().get(0);
        assertEquals(List.of(new IntOrString(4000)), ports(clients));
        assertEquals(List.of(), clients.getFrom());
        var cluster = policy.getIngress().get(1);
        assertEquals(List.of(new IntOrString(5701), new IntOrString(15701)), ports(cluster));
        assertEquals(1, cluster.getFrom().size());
        assertEquals(pods, cluster.getFrom().getFirst().getPodSelector().getMatchLabels());
        assertNull(cluster.getFrom().getFirst().getNamespaceSelector());
        assertNull(cluster.getFrom().getFirst().getIpBlock());
        var scraper = policy.getIngress().get(2);
        assertEquals(List.of(new IntOrString(4090)), ports(scraper));
        assertEquals(1, scraper.getFrom().size(), "both selectors in one peer: either of them alone lets in more");
        var peer = scraper.getFrom().getFirst();
        assertEquals(
                Map.of("kubernetes.io/metadata.name", "monitoring"),
                peer.getNamespaceSelector().getMatchLabels());
        assertEquals(
                Map.of("app.kubernetes.io/name", "prometheus"),
                peer.getPodSelector().getMatchLabels());
        assertNull(peer.getIpBlock());
        assertFalse(policy.getEgress().isEmpty());
    }

    private static List<IntOrString> ports(NetworkPolicyIngressRule rule) {
        return rule.getPorts().stream().map(NetworkPolicyPort::getPort).toList();
    }

    private static SecretKeySelector secretOf(Manifests manifests) {
        return manifests
                .one(StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getEnv()
                .stream()
                .filter(variable -> variable.getName().equals("WINGBEAT_SECRET_KEY_BASE"))
                .map(EnvVar::getValueFrom)
                .findFirst()
                .orElseThrow()
                .getSecretKeyRef();
    }
}

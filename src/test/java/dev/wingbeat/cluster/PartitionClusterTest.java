package dev.wingbeat.cluster;

import static java.lang.System.Logger.Level.WARNING;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.wingbeat.support.lan.NamespaceProgram;
import dev.wingbeat.support.lan.Namespaces;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One of three nodes is cut off by the network, in network namespaces, and comes back. */
@Tag("destructive")
@Timeout(240)
@Tag("netns")
final class PartitionClusterTest {

    private static final System.Logger LOGGER = System.getLogger(PartitionClusterTest.class.getName());
    private static final int NODES = 3;
    private static final int LIMIT_SECONDS = 240;

    @ParameterizedTest
    @CsvSource({"LINK, 45", "FIREWALL, 20"})
    void bothSidesServeTheirOwnAndEverythingDeliversAfterTheHeal(Namespaces.Cut cut, int seconds) throws Exception {
        Namespaces.obstacle(cut).ifPresent(obstacle -> {
            LOGGER.log(WARNING, "SKIPPED: no network partition was tested, " + obstacle);
            abort(obstacle);
        });
        try (var namespaces = new Namespaces(NODES)) {
            boolean write = Boolean.getBoolean(PresenceTime.WRITE) && cut == Namespaces.Cut.LINK;
            var arguments = new ArrayList<>(List.of(cut.name(), Integer.toString(seconds), namespaces.clients()));
            for (int i = 0; i < NODES; i++) {
                arguments.add(namespaces.node(i));
            }
            NamespaceProgram.run(
                    namespaces.clients(),
                    LIMIT_SECONDS,
                    List.of("-D" + PresenceTime.WRITE + '=' + write),
                    PartitionScenario.class,
                    arguments);
        }
    }
}

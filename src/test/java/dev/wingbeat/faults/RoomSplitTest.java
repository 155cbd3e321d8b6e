package dev.wingbeat.faults;

import static java.lang.System.Logger.Level.WARNING;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.wingbeat.support.lan.NamespaceProgram;
import dev.wingbeat.support.lan.Namespaces;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rooms that are available, and rooms that want the majority, while one of three nodes is cut off by the network, or frozen. */
@Tag("destructive")
@Tag("netns")
@Timeout(620)
final class RoomSplitTest {

    private static final System.Logger LOGGER = System.getLogger(RoomSplitTest.class.getName());
    private static final int LIMIT_SECONDS = 600;

    @ParameterizedTest
    @CsvSource({"CUT, 20", "FREEZE, 15"}) // longer than it takes to be given up: 10 s
    void eachRoomHasOneOwnerAfterwardsWhichHasAbsorbedTheOtherOnce(RoomSplitScenario.Fault fault, int seconds)
            throws Exception {
        Namespaces.obstacle(Namespaces.Cut.LINK).ifPresent(obstacle -> {
            LOGGER.log(WARNING, "SKIPPED: no split of rooms was tested, " + obstacle);
            abort(obstacle);
        });
        try (var namespaces = new Namespaces(FaultNodes.COUNT)) {
            NamespaceProgram.run(
                    namespaces.clients(),
                    LIMIT_SECONDS,
                    List.of(),
                    RoomSplitScenario.class,
                    List.of(fault.name(), Integer.toString(seconds), namespaces.clients()));
        }
    }
}

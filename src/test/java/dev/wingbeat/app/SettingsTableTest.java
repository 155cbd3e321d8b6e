package dev.wingbeat.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsTableTest {

    @Test
    void settingThatAVariableMayMeanIsNamed() {
        assertEquals(
                List.of(
                        "WINGBEAT_CLUSTER_HOSTS is not a setting (did you mean WINGBEAT_CLUSTER_HOST?)",
                        "WINGBEAT_ORIGIN is not a setting (did you mean WINGBEAT_ORIGINS?)",
                        "WINGBEAT_SERVICE_PORT_HTTP is not a setting (expected: a variable that --help lists)"),
                SettingsTable.of(Settings.ALL)
                        .unknown(List.of(
                                "WINGBEAT_SERVICE_PORT_HTTP",
                                "WINGBEAT_ORIGIN",
                                "WINGBEAT_PORT",
                                "HOME",
                                "WINGBEAT_CLUSTER_HOSTS")));
    }
}

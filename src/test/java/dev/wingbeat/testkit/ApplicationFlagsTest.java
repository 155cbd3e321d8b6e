package dev.wingbeat.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.app.Application;
import dev.wingbeat.app.ApplicationSetting;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.support.Patience;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An application is tested with the flags that it is run with. */
class ApplicationFlagsTest {

    private static final ApplicationSetting<String> GREETING =
            ApplicationSetting.named("greeting", "How members are greeted").text("hello");

    @RegisterExtension
    static final TestHub HUB = TestHub.clusterOfApplication(
                    1,
                    List.of(GREETING),
                    ApplicationFlagsTest::declare,
                    "--max-channels=1",
                    "--greeting",
                    "good evening")
            .patience(Patience.LIMIT);

    private static void declare(Application app) {
        String greeting = app.get(GREETING);
        app.socket(
                UserSocket.acceptingAll(),
                socket -> socket.channel(
                        "room:*", () -> (topic, payload, member) -> JoinResult.ok(Map.of("greeting", greeting))));
    }

    @Test
    void flagsHoldForSocketsAndForSettingsOfTheApplication() {
        TestClient ann = HUB.connect();
        TestChannel room = ann.join(HUB.topic("room"));
        assertEquals("good evening", room.joined().json().getString("greeting"));
        assertEquals(
                "too many channels joined",
                ann.joinRefused(HUB.topic("room")).json().getString("reason"));
    }

    @Test
    void withoutFlagsDefaultsHold() {
        try (TestHub hub = TestHub.clusterOfApplication(1, List.of(GREETING), ApplicationFlagsTest::declare)) {
            TestClient ann = hub.start().connect();
            assertEquals("hello", ann.join("room:a").joined().json().getString("greeting"));
            ann.join("room:b");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --max-chanels=1 | Unknown option: '--max-chanels=1' (expected: flags of --help)
            --max-channels=none | --max-channels: none (expected: a number from 1)
            """)
    void wrongFlagsAreNamed(String flag, String problem) {
        try (TestHub hub = TestHub.ofApplication(app -> {}, flag)) {
            assertEquals(
                    problem,
                    assertThrows(IllegalArgumentException.class, hub::start).getMessage());
        }
    }
}

package dev.wingbeat.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.connection.UserSocket;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands of any application say, and what an application knows before it runs. */
class CommandsTest {

    private static final String MADE_UP = "the secret of the lobby";
    private static final String GIVEN = "a secret that somebody has set";

    private static final ApplicationSetting<String> KEY = ApplicationSetting.named(
                    "lobby-key", "What the lobby is locked with")
            .secret(10, MADE_UP);

    private static String printed(String... arguments) {
        var out = new StringWriter();
        var environment = Map.of("WINGBEAT_SECRET_KEY_BASE", GIVEN, "WINGBEAT_LOBBY_KEY", GIVEN);
        int status = Commands.of(CommandsTest.class, List.of(KEY), CommandsTest::declare)
                .commandLine(environment)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(arguments);
        return status + "\n" + out;
    }

    private static void declare(Application app) {
        app.socket(UserSocket.acceptingAll(), routes -> {});
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "serve", "cluster", "routes"})
    void helpShowsNoSecret(String command) {
        String help = command.isEmpty() ? printed("--help") : printed(command, "--help");
        assertTrue(help.startsWith("0\n"), help);
        assertTrue(help.contains("--lobby-key"), help);
        assertTrue(help.contains("Default: random. Variable: WINGBEAT_SECRET_KEY_BASE"), help);
        assertTrue(help.contains("Default: a secret. Variable: WINGBEAT_LOBBY_KEY"), help);
        assertFalse(help.contains(MADE_UP) || help.contains(GIVEN), help);
    }

    @Test
    void complaintShowsNoSecret() {
        assertEquals(
                "2\nwingbeat: --lobby-key: 5 characters (expected: at least 10 characters)\n",
                printed("serve", "--lobby-key", "short"));
    }

    @Test
    void routesArePrintedByTheirCommand() {
        assertTrue(printed("routes", "--socket-path", "/hub").contains("/hub/websocket"));
        assertFalse(printed("routes").contains("/console/"));
        assertTrue(printed("routes", "--console").contains(":4090/console/"));
    }

    @Test
    void nodeHasANameBeforeTheStart() {
        var names = new ArrayList<Supplier<String>>();
        var flags = Map.of("--port", "4321", "--url-host", "example.com");
        Application app = Application.of(WingbeatConfig.of(flags, Map.of()), declared -> {
            names.add(declared.nodeName());
            assertThrows(IllegalStateException.class, declared.endpoint()::get);
            assertEquals("hub@example.com:4321", declared.nodeName().get());
        });
        assertEquals("hub@example.com:4321", names.getFirst().get());
        assertEquals(4321, app.endpoint().get().port());
    }
}

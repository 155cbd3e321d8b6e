package dev.wingbeat.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.support.Ports;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The command {@code doctor} of an application, one of whose settings has the name of an argument of the command. */
class DoctorCommandTest {

    private static final ApplicationSetting<Integer> PAGE =
            ApplicationSetting.named("page", "Lines of a page").integer(1, 99, 25);

    private record Result(int status, String out) {}

    private static Result run(String... arguments) {
        var out = new StringWriter();
        int status = Commands.of(
                        DoctorCommandTest.class,
                        List.of(PAGE),
                        app -> app.socket(UserSocket.acceptingAll(), routes -> {}))
                .commandLine(Map.of("WINGBEAT_HOST", "127.0.0.1", "WINGBEAT_ORIGIN", "conn"))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(arguments);
        return new Result(status, out.toString());
    }

    @Test
    void settingsAreThoseOfServe() {
        String port = String.valueOf(Ports.unused());
        Result well = run("doctor", "--port", port);
        assertEquals(0, well.status(), well.out());
        assertTrue(well.out().startsWith("warn  settings     WINGBEAT_ORIGIN is not a setting"), well.out());
        assertTrue(well.out().contains("ok    ports        port " + port + " on 127.0.0.1 is free\n"), well.out());
    }

    @Test
    void allMistakesOfTheSettingsAreTold() {
        assertEquals(new Result(1, """
                fail  settings     --port: no (expected: a number from 0 to 65535)
                                   → correct it; the other checks are made when all settings are right
                fail  settings     --compress: perhaps (expected: on or off)
                                   → correct it; the other checks are made when all settings are right
                2 failed, 0 warned, 0 ok
                """), run("doctor", "--port", "no", "--compress", "perhaps"));
    }

    @Test
    void failureIsStatusOneAndJsonForPrograms() {
        Result result = run("doctor", "--port", "0", "--page", "https://app.example.com", "--json");
        assertEquals(1, result.status(), result.out());
        var failed = new ArrayList<String>();
        for (Object each : new JsonArray(result.out())) {
            var finding = (JsonObject) each;
            assertEquals(!finding.getString("level").equals("ok"), finding.getString("remedy") != null, each::toString);
            if (finding.getString("level").equals("fail")) {
                failed.add(finding.getString("check"));
            }
        }
        assertEquals(List.of("origins"), failed);
    }

    @Test
    void badArgumentIsStatusTwo() {
        assertEquals(
                new Result(2, "wingbeat: --page: example.com (expected: an origin such as https://example.com)\n"),
                run("doctor", "--page", "example.com"));
        assertEquals(new Result(2, "wingbeat: --ask: node (expected: HOST:PORT)\n"), run("doctor", "--ask", "node"));
    }
}

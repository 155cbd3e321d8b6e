package dev.wingbeat.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.cli.Main;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.support.process.HubProcess;
import dev.wingbeat.support.process.JavaCommand;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Nobody needs OpenTelemetry who makes no traces: a hub runs where it is not on the class path. */
class WithoutOpenTelemetryTest {

    @Test
    void hubServesJoinsAndBroadcasts() throws Exception {
        String all = System.getProperty("java.class.path");
        String without = Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("opentelemetry-"))
                .collect(Collectors.joining(File.pathSeparator));
        assertTrue(without.length() < all.length(), "class path (expected: OpenTelemetry on that of the tests)");
        List<String> command = JavaCommand.likeThis(List.of(), Main.class);
        command.set(command.indexOf("-cp") + 1, without);
        command.addAll(List.of("serve", "--port", "0", "--management-port", "0"));
        try (var hub = HubProcess.startIn(Path.of("").toAbsolutePath(), command);
                var client = WebSocketProbe.open(hub.port(), HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"))) {
            client.sendJson("['1','1','room:lobby','phx_join',{}]");
            assertEquals("ok", client.nextPayload("phx_reply").path("status").asText());
            client.sendJson("['1','2','room:lobby','shout',{'body':'hello'}]");
            assertEquals("hello", client.nextPayload("shout").path("body").asText());
        }
    }
}

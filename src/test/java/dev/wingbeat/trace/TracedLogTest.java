package dev.wingbeat.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.support.Ports;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.support.process.HubProcess;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a program logs while it handles an event is found by the id of the trace. */
class TracedLogTest {

    @Test
    void linesOfTheLogEndWithTheTraceOfTheirEvent() throws Exception {
        int port = Ports.unused(1);
        try (var program = HubProcess.startProgram(TracedProgram.class.getName(), "--port=" + port)) {
            program.await("^Wingbeat .* ready in ");
            try (var client = WebSocketProbe.open(port, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"))) {
                client.join("room:1");
                client.sendJson("['1','2','room:1','dawn',{}]");
                String trace = client.nextPayload("phx_reply")
                        .path("response")
                        .path("trace")
                        .asText();
                program.terminate();
                List<String> log = program.errorLines();
                assertEquals(
                        List.of("told of dawn trace_id=" + trace),
                        log.stream()
                                .filter(line -> line.contains("trace_id"))
                                .map(line -> line.substring(line.indexOf("told")))
                                .toList(),
                        () -> String.join("\n", log));
            }
        }
    }
}

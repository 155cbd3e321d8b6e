package dev.wingbeat.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointBuilder;
import dev.wingbeat.support.client.HttpProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The API on a port of its own. */
final class ApiPortTest {

    @RegisterExtension
    static final ApiNode NODE = new ApiNode();

    private static EndpointBuilder apart() {
        return ApiNodes.builder().options(options -> options.apiPort(0));
    }

    private static int status(int port, HttpProbe request) {
        return request.send(port).status();
    }

    @Test
    void eachPortServesWhatIsItsOwn() throws Exception {
        Endpoint endpoint = NODE.started(apart().build());
        int api = endpoint.apiPort();
        int management = endpoint.managementPort();
        assertNotEquals(management, api);
        assertEquals(200, status(api, ApiNodes.request("GET", "/nodes")));
        assertEquals(202, status(api, ApiNodes.post("/publish", "{'topic':'room:1','event':'msg','payload':{}}")));
        assertEquals(401, status(api, HttpProbe.get("/api/v1/nodes")));
        assertEquals(404, status(management, ApiNodes.request("GET", "/nodes")));
        for (String path : new String[] {"/health/live", "/stats", "/metrics"}) {
            assertEquals(200, status(management, HttpProbe.get(path)), path);
            assertEquals(404, status(api, HttpProbe.get(path)), path);
        }
        assertEquals(404, status(api, HttpProbe.get("/console/")));
        ApiNode.await(endpoint.stop());
        assertThrows(Exception.class, () -> connect("127.0.0.1", api));
    }

    @Test
    void withoutItTheApiIsOnTheManagementPort() {
        assertEquals(NODE.endpoint().managementPort(), NODE.endpoint().apiPort());
    }

    @Test
    void itListensWhereTheManagementPortDoes() throws Exception {
        Endpoint endpoint = NODE.started(
                apart().options(options -> options.managementHost("127.0.0.2")).build());
        connect("127.0.0.2", endpoint.apiPort());
        assertThrows(Exception.class, () -> connect("127.0.0.1", endpoint.apiPort()));
        ApiNode.await(endpoint.stop());
    }

    @Test
    void aTakenPortFailsTheStart() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Endpoint endpoint =
                    apart().options(options -> options.apiPort(port)).build();
            var failure = assertThrows(Exception.class, () -> NODE.started(endpoint));
            assertEquals("api port: " + port + " (expected: a free port on 127.0.0.1)", failure.getMessage());
        }
    }

    @Test
    void itWantsAManagementPort() {
        EndpointBuilder without = Endpoint.builder().options(options -> options.apiPort(4190));
        var refused = assertThrows(IllegalArgumentException.class, without::build);
        assertEquals("apiPort: 4190 without a management port (expected: both, or neither)", refused.getMessage());
    }

    private static void connect(String address, int port) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port));
        }
    }
}

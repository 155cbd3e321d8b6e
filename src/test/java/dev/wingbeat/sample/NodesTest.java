package dev.wingbeat.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.Endpoint;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.support.Json;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NodesTest {

    private static final Nodes NODES = new Nodes(
            () -> "hub@127.0.0.1:4001", List.of(URI.create("http://localhost:4000"), URI.create("https://b.example")));

    @RegisterExtension
    static final TestServer SERVER = TestServer.of((fixture, config) -> Endpoint.builder()
            .socket(
                    "/socket",
                    new ChatSocket("a secret of the tests"),
                    routes -> routes.channel("room:*", () -> new RoomChannel(NODES.self())))
            .web(NODES::mount)
            .options(options -> options.from(config))
            .build());

    @RegisterExtension
    static final TestServer ALONE = TestServer.of((fixture, config) -> Endpoint.builder()
            .web(new Nodes(() -> "hub@localhost:4000", List.of())::mount)
            .options(options -> options.from(config))
            .build());

    @Test
    void pageLearnsWhichNodeServesItAndWhereTheOthersAre() {
        var answer = SERVER.get("/nodes");
        assertEquals(
                Json.parse(
                        "{'self':'hub@127.0.0.1:4001','nodes':[{'name':'localhost:4000','url':'http://localhost:4000'},"
                                + "{'name':'b.example','url':'https://b.example'}]}"),
                answer.json());
        assertEquals("no-store", answer.header("cache-control"));
    }

    @Test
    void nodeThatIsAloneNamesNoOthers() {
        assertEquals(
                Json.parse("{'self':'hub@localhost:4000','nodes':[]}"),
                ALONE.get("/nodes").json());
    }

    @Test
    void roomTellsTheNameForPeople() {
        var client = SERVER.open("/socket/websocket?vsn=2.0.0&name=Ann");
        client.sendJson("['1','1','room:lobby','phx_join',{}]");
        client.expect(
                "['1','1','room:lobby','phx_reply',{'status':'ok','response':{'name':'Ann','node':'hub@127.0.0.1:4001'}}]");
    }
}

package dev.wingbeat.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.Endpoint;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.testkit.TestHub;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NodesTest {

    private static final NodeList NODES = new NodeList(
            () -> "hub@127.0.0.1:4001", List.of(URI.create("http://localhost:4000"), URI.create("https://b.example")));

    @RegisterExtension
    static final TestHub HUB = TestHub.of(() -> Endpoint.builder()
            .socket(
                    "/socket",
                    new ChatSocket("a secret of the tests"),
                    routes -> routes.channel("room:*", () -> new RoomChannel(NODES.self())))
            .web(NODES::mount)
            .build());

    @RegisterExtension
    static final TestHub ALONE = TestHub.of(() -> Endpoint.builder()
            .web(new NodeList(() -> "hub@localhost:4000", List.of())::mount)
            .build());

    private static HttpAnswer nodes(TestHub hub) {
        return HttpProbe.get("/nodes").send(hub.port(0));
    }

    @Test
    void pageLearnsWhichNodeServesItAndWhereTheOthersAre() {
        var answer = nodes(HUB);
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
                nodes(ALONE).json());
    }

    @Test
    void roomTellsTheNameForPeople() {
        var joined = HUB.connect(Map.of("name", "Ann")).join("room:lobby").joined();
        assertEquals(
                Map.of("name", "Ann", "node", "hub@127.0.0.1:4001"),
                joined.json().getMap());
    }
}

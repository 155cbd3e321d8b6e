package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.transport.SocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Topics, events and refs that a client makes too long: a channel would keep them as long as it lives. */
class NameSizeTest {

    private static final String V1 = "/socket/websocket?vsn=1.0.0";
    private static final String FITS = "x".repeat(250);
    private static final String LONG = "x".repeat(256);

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var builder = Endpoint.builder();
        fixture.app()
                .mount(
                        builder,
                        "/socket",
                        new SocketOptions().webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET)));
        fixture.app()
                .mount(
                        builder,
                        "/roomy",
                        new SocketOptions()
                                .webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET))
                                .maxNameSize(1000));
        return builder.options(options -> options.from(config).limits(LimitOptions::off))
                .build();
    });

    @Test
    void joinsWithHugeJoinRefsAreRefusedAndNothingIsKept() {
        WebSocketProbe client = server.open();
        for (int i = 0; i < 20; i++) {
            client.send("[\"" + "r".repeat(900_000) + i + "\",\"" + i + "\",\"room:" + i + "\",\"phx_join\",{}]");
            client.expect("[null,'" + i + "','room:" + i
                    + "','phx_reply',{'status':'error','response':{'reason':'join_ref too long'}}]");
        }
        client.sendJson("[null,'40','room:1','echo',{}]");
        client.expect("[null,'40','room:1','phx_reply',{'status':'error','response':{'reason':'unmatched topic'}}]");
    }

    @ParameterizedTest
    @CsvSource({
        "'[\"1\",\"2\",\"room:LONG\",\"phx_join\",{}]', topic",
        "'[\"1\",\"2\",\"room:a\",\"LONG\",{}]', event",
        "'[\"LONG\",\"2\",\"room:a\",\"echo\",{}]', join_ref",
        "'[{\"a\":\"LONG\"},\"2\",\"room:a\",\"echo\",{}]', join_ref"
    })
    void nameThatIsTooLongIsAnsweredByItsKind(String message, String name) {
        WebSocketProbe client = server.open();
        client.send(message.replace("LONG", LONG));
        assertTrue(client.nextText()
                .endsWith("{\"status\":\"error\",\"response\":{\"reason\":\"" + name + " too long\"}}]"));
        client.expectNothingBeforeHeartbeat();
    }

    @Test
    void messageWhoseRefIsTooLongHasNoAnswer() {
        WebSocketProbe client = server.open();
        client.send("[\"1\",\"" + LONG + "\",\"room:a\",\"phx_join\",{}]");
        client.expectNothingBeforeHeartbeat();
    }

    @Test
    void namesOf255BytesAreServed() {
        WebSocketProbe client = server.open();
        client.send("[\"1" + FITS + "\",\"2" + FITS + "\",\"room:" + FITS + "\",\"phx_join\",{}]");
        assertTrue(client.nextText().contains("\"status\":\"ok\""));
    }

    @Test
    void versionOneHasTheSameLimit() {
        WebSocketProbe client = server.open(V1);
        client.send("{\"topic\":\"room:" + LONG + "\",\"event\":\"phx_join\",\"payload\":{},\"ref\":\"7\"}");
        assertTrue(client.nextText().contains("topic too long"));
    }

    @Test
    void limitIsThatOfTheMount() {
        WebSocketProbe client = server.open("/roomy/websocket?vsn=2.0.0");
        client.send("[\"1\",\"2\",\"room:" + LONG + "\",\"phx_join\",{}]");
        assertTrue(client.nextText().contains("\"status\":\"ok\""));
        assertEquals(101, client.handshake().status());
    }
}

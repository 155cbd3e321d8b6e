package dev.wingbeat.contract;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.Received;
import dev.wingbeat.support.client.WebSocketProbe;
import java.util.Arrays;

/** A client on a WebSocket. */
final class WebSocketPeer extends Peer {

    private final WebSocketProbe probe;

    WebSocketPeer(WireVariant wire, int port, String target) {
        super(wire);
        probe = WebSocketProbe.open(port, HttpProbe.upgrade(target));
    }

    @Override
    void send(String... frames) {
        probe.send(Arrays.stream(frames).map(ClientFrame::text).toArray(ClientFrame[]::new));
    }

    @Override
    JsonNode next() {
        return Json.parse(probe.nextText());
    }

    @Override
    int expectClosed() {
        int code = assertInstanceOf(Received.Close.class, probe.next()).code();
        probe.expectEnd();
        return code;
    }

    @Override
    public void close() {
        probe.close();
    }
}

package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.transport.SocketOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that do not answer a close frame. */
class CloseTest {

    private static final String TARGET = "/socket/websocket?vsn=2.0.0";

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var builder = Endpoint.builder();
        var named = new SocketOptions().webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET));
        fixture.app().mount(builder, "/socket", new FixtureSocket(), named);
        return builder.options(options -> options.from(config).eventLoops(1)).build();
    });

    @Test
    void seeTheEndWithTheCloseFrame() throws IOException {
        var neighbour = server.open();
        try (var client = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))) {
            var request = HttpProbe.upgrade(TARGET + "&user_id=silent");
            client.write(ByteBuffer.wrap(request.bytes(server.port())));
            assertTrue(readUntil(client, "\r\n\r\n").startsWith("HTTP/1.1 101"));
            server.endpoint().disconnect(FixtureSocket.id("silent"));
            assertEquals("\u0088\u0002\u0003\u00e9", readUntil(client, "\u00e9"));
            neighbour.expectNothingBeforeHeartbeat(); // the turn of the loop that closed has ended
            client.configureBlocking(false);
            assertEquals(-1, client.read(ByteBuffer.allocate(1)), "the end (expected: with the close frame)");
        }
    }

    /** Reads until a text has come, or anything at all when it is empty. */
    private static String readUntil(SocketChannel client, String text) throws IOException {
        var read = new StringBuilder();
        var buffer = ByteBuffer.allocate(1);
        while (read.isEmpty() || read.indexOf(text) < 0) {
            if (client.read(buffer.clear()) < 0) {
                throw new IOException("the end after " + read);
            }
            read.append((char) (buffer.get(0) & 0xff));
        }
        return read.toString();
    }
}

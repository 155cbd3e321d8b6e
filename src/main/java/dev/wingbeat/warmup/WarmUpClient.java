package dev.wingbeat.warmup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.wingbeat.protocol.Frame;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** One client, from its connection to its end, on the thread that plays it. It reads no more of the protocol than it has to. */
final class WarmUpClient implements AutoCloseable {

    static final String PATH = "/socket";
    static final String TOPIC = "warm-up:";

    private static final int TOPICS = 2;
    private static final int MESSAGES = 8;
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int MASKED = 0x80;
    private static final int MASK_BYTES = 4; // all of them 0: what is masked is the same

    private final Socket socket;
    private final StringBuilder unread = new StringBuilder();
    private final byte[] buffer = new byte[8 * 1024];

    private WarmUpClient(String host, int port) throws IOException {
        socket = new Socket(host, port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** Connects, joins, asks and says some things, leaves, and closes. */
    static void play(String host, int port, int number, int round) throws IOException {
        String topic = TOPIC + round % TOPICS;
        String payload = "{\"name\":\"n" + number + "\",\"text\":\"round " + round + "\",\"n\":" + round + '}';
        try (var client = new WarmUpClient(host, port)) {
            client.connect(host, port);
            client.ask("1", topic, "phx_join", payload);
            for (int i = 0; i < MESSAGES; i++) {
                String ref = "r" + i;
                client.send("[\"1\",\"s\",\"" + topic + "\",\"" + WarmUpChannel.SAY + "\"," + payload + ']');
                client.ask(ref, topic, WarmUpChannel.ASK, payload);
            }
            client.ask("l", topic, "phx_leave", "{}");
            client.frame(CLOSE, new byte[] {3, (byte) 0xE8}); // 1000
            client.await("\3\u00E8");
        }
    }

    private void connect(String host, int port) throws IOException {
        socket.getOutputStream()
                .write(("GET " + PATH + "/websocket?vsn=2.0.0 HTTP/1.1\r\nHost: " + host + ':' + port
                                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                        .getBytes(ISO_8859_1));
        await("\r\n\r\n");
    }

    /** Sends a message and waits for its reply. */
    private void ask(String ref, String topic, String event, String payload) throws IOException {
        send("[\"1\",\"" + ref + "\",\"" + topic + "\",\"" + event + "\"," + payload + ']');
        await("[\"1\",\"" + ref + "\",\"" + topic + "\",\"phx_reply\"");
    }

    private void send(String message) throws IOException {
        frame(TEXT, message.getBytes(ISO_8859_1));
    }

    private void frame(int head, byte[] content) throws IOException {
        byte[] frame = new byte[Frame.MAX_HEADER + MASK_BYTES + content.length];
        int at = Frame.writeHeader(frame, head, content.length) + MASK_BYTES;
        frame[1] |= (byte) MASKED;
        System.arraycopy(content, 0, frame, at, content.length);
        socket.getOutputStream().write(frame, 0, at + content.length);
    }

    /** Reads up to a text, and forgets what was before it. */
    private void await(String text) throws IOException {
        InputStream in = socket.getInputStream();
        int at;
        while ((at = unread.indexOf(text)) < 0) {
            int read = in.read(buffer);
            if (read < 0) {
                throw new EOFException("the end (expected: " + text.strip() + ')');
            }
            unread.append(new String(buffer, 0, read, ISO_8859_1));
        }
        unread.delete(0, at + text.length());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

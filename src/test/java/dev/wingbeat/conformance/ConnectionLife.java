package dev.wingbeat.conformance;

import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.HttpProbe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** One connection of a client that does something of what clients do, up to any byte of it, and then ends somehow. */
record ConnectionLife(Kind kind, End end, int cut, long seed) {

    private static final String JOINS =
            "[\"1\",\"1\",\"room:lives\",\"phx_join\",{}]\n[\"2\",\"2\",\"presence:lives\",\"phx_join\",{}]\n";

    /** What the client begins. */
    enum Kind {
        WEB_SOCKET("/socket/websocket?vsn=2.0.0", "phx_reply"),
        V1("/socket/websocket?vsn=1.0.0", "phx_reply"),
        REFUSED("/socket/websocket?vsn=2.0.0&reject=1", ""),
        LATER("/later/websocket?vsn=2.0.0&then=accept", ""),
        LATER_REFUSED("/later/websocket?vsn=2.0.0&then=refuse", ""),
        LATER_FAILING("/later/websocket?vsn=2.0.0&then=fail", ""),
        FAILING("/failing/websocket?vsn=2.0.0", ""),
        RAW("/raw", "you said"),
        /** Messages and a presence's meta that are kept behind a callback which takes its time. */
        MAILBOX("/socket/websocket?vsn=2.0.0", "phx_reply"),

        /** Large messages, whose answers are hardly read. */
        LARGE("/socket/websocket?vsn=2.0.0", "phx_reply"),

        /** A message in fragments, of which the last never comes. */
        FRAGMENTS("/socket/websocket?vsn=2.0.0", "phx_reply"),

        POLL("/socket/longpoll?vsn=2.0.0", ""),

        /** A body of many messages, which take several turns of the loop. */
        UPLOAD("/socket/longpoll?vsn=2.0.0", ""),
        STREAM("/events/lives", "retry"),
        PAGE("/health", "ok");

        private final String target;

        /** What comes back when everything was sent; empty where frames come behind a refusal, and may meet a reset. */
        private final String answer;

        Kind(String target, String answer) {
            this.target = target;
            this.answer = answer;
        }
    }

    /** How the client ends. */
    enum End {
        RESET,
        FIN,
        GARBAGE_AND_RESET,
        GARBAGE_AND_FIN
    }

    static ConnectionLife random(RandomGenerator random) {
        var kinds = Kind.values();
        var ends = End.values();
        int cut = random.nextInt(5) == 0 ? Integer.MAX_VALUE : random.nextInt(1200);
        return new ConnectionLife(
                kinds[random.nextInt(kinds.length)], ends[random.nextInt(ends.length)], cut, random.nextLong());
    }

    /** Lives it. A client that sends all it has to say must be answered. */
    void run(int port) throws IOException {
        var random = new Random(seed);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) Patience.LIMIT.toMillis());
            byte[] script = script(port);
            int length = (int) Math.min((long) cut * (1 + script.length / 1_000), script.length);
            try {
                write(socket, script, length, random);
                if (length == script.length) {
                    readUntil(socket, kind.answer);
                }
            } catch (SocketException e) {
                if (length == script.length && !kind.answer.isEmpty()) {
                    throw e;
                }
            }
            end(socket, random);
        }
    }

    private void end(Socket socket, Random random) throws IOException {
        if (end == End.GARBAGE_AND_FIN || end == End.GARBAGE_AND_RESET) {
            byte[] garbage = new byte[1 + random.nextInt(100)];
            random.nextBytes(garbage);
            try {
                socket.getOutputStream().write(garbage);
            } catch (SocketException e) {
                return; // the node has ended it already
            }
        }
        if (end == End.RESET || end == End.GARBAGE_AND_RESET) {
            socket.setSoLinger(true, 0);
        }
    }

    private static void write(Socket socket, byte[] script, int length, Random random) throws IOException {
        for (int from = 0; from < length; ) {
            int until = random.nextBoolean() ? length : from + 1 + random.nextInt(length - from);
            socket.getOutputStream().write(script, from, until - from);
            from = until;
        }
    }

    private static void readUntil(Socket socket, String text) throws IOException {
        var read = new StringBuilder();
        byte[] chunk = new byte[4096];
        while (read.indexOf(text) < 0) {
            int n = socket.getInputStream().read(chunk);
            if (n < 0) {
                throw new IOException("the end (expected: " + text + ") after: " + read);
            }
            read.append(new String(chunk, 0, n, StandardCharsets.ISO_8859_1));
        }
    }

    private byte[] script(int port) {
        return switch (kind) {
            case WEB_SOCKET, REFUSED, LATER, LATER_REFUSED, LATER_FAILING, FAILING ->
                upgradeAnd(
                        port,
                        ClientFrame.text("[\"1\",\"1\",\"room:lives\",\"phx_join\",{}]"),
                        ClientFrame.text("[\"2\",\"2\",\"presence:lives\",\"phx_join\",{}]"),
                        ClientFrame.text("[\"1\",\"3\",\"room:lives\",\"echo\",{\"a\":[1,\"x\"]}]"),
                        ClientFrame.ping("lives"),
                        ClientFrame.text("[\"1\",\"4\",\"room:lives\",").notFinal(),
                        ClientFrame.continuation("\"shout\",{}]".getBytes(StandardCharsets.UTF_8)));
            case V1 ->
                upgradeAnd(
                        port,
                        ClientFrame.text(
                                "{\"topic\":\"room:lives\",\"event\":\"phx_join\",\"payload\":{},\"ref\":\"1\"}"),
                        ClientFrame.text("{\"topic\":\"room:lives\",\"event\":\"shout\",\"payload\":{},\"ref\":\"2\"}"),
                        ClientFrame.close(1000));
            case RAW -> upgradeAnd(port, ClientFrame.text("hello"), ClientFrame.hex("0001"), ClientFrame.ping("raw"));
            case MAILBOX -> {
                var frames = new ArrayList<ClientFrame>();
                frames.add(ClientFrame.text("[\"1\",\"1\",\"room:lives\",\"phx_join\",{}]"));
                frames.add(ClientFrame.text("[\"1\",\"2\",\"room:lives\",\"track\",{\"k\":\"k\",\"m\":{\"m\":\""
                        + "m".repeat(2_000) + "\"}}]"));
                frames.add(ClientFrame.text("[\"1\",\"3\",\"room:lives\",\"sleep\",{\"ms\":100}]"));
                for (int i = 0; i < 12; i++) {
                    frames.add(echo(4_000));
                }
                yield upgradeAnd(port, frames.toArray(ClientFrame[]::new));
            }
            case LARGE ->
                upgradeAnd(
                        port,
                        ClientFrame.text("[\"1\",\"1\",\"room:lives\",\"phx_join\",{}]"),
                        echo(60_000),
                        echo(60_000),
                        echo(60_000));
            case FRAGMENTS ->
                upgradeAnd(
                        port,
                        ClientFrame.text("[\"1\",\"1\",\"room:lives\",\"phx_join\",{}]"),
                        echo(60_000).notFinal(),
                        ClientFrame.ping("lives"),
                        ClientFrame.continuation("x".repeat(20_000).getBytes(StandardCharsets.UTF_8))
                                .notFinal());
            case POLL -> poll(port, JOINS);
            case UPLOAD ->
                poll(
                        port,
                        JOINS
                                + ("[\"1\",\"3\",\"room:lives\",\"echo\",{\"text\":\"" + "x".repeat(1_000) + "\"}]\n")
                                        .repeat(60));
            case STREAM, PAGE -> HttpProbe.get(kind.target).bytes(port);
        };
    }

    private byte[] upgradeAnd(int port, ClientFrame... frames) {
        return concat(HttpProbe.upgrade(kind.target).bytes(port), ClientFrame.bytes(List.of(frames)));
    }

    private static ClientFrame echo(int length) {
        return ClientFrame.text("[\"1\",\"4\",\"room:lives\",\"echo\",{\"text\":\"" + "x".repeat(length) + "\"}]");
    }

    /** Opens a session, then posts and polls on it over one connection. */
    private byte[] poll(int port, String messages) {
        var token = HttpProbe.get(kind.target).send(port).json().path("token").asText();
        var target = kind.target + "&token=" + token;
        return concat(
                HttpProbe.request("POST", target)
                        .withBody("application/x-ndjson", messages)
                        .bytes(port),
                HttpProbe.get(target).bytes(port),
                HttpProbe.get(target).bytes(port));
    }

    private static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}

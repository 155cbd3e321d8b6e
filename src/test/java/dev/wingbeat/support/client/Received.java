package dev.wingbeat.support.client;

/** What a {@link WebSocketProbe} got from the server. */
public sealed interface Received {

    /** A text message; compressed when permessage-deflate carried it. */
    record Text(String text, boolean compressed) implements Received {}

    /** A binary message. */
    record Binary(String hex) implements Received {}

    /** A ping or pong. */
    record Control(int opcode, String payload) implements Received {}

    /** A close frame; code 1005 when it carried none. */
    record Close(int code, String reason) implements Received {}

    /** The end of the TCP connection, or the server's violation of RFC 6455 that made the probe give up. */
    record End(String cause) implements Received {}
}

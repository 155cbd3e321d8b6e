package dev.wingbeat.client;

/** The end of a connection, or the reason that there was none. */
public sealed interface Disconnect {

    /** The close code of a server that wants the client to stay away. */
    int NORMAL_CLOSURE = 1000;

    /** The close code of a server that goes down: others, or its successor, take the client. */
    int SERVICE_RESTART = 1012;

    /** The server closed the connection. */
    record Closed(int code, String reason) implements Disconnect {
        @Override
        public String text() {
            return "closed by the server with code " + code + (reason.isEmpty() ? "" : ", " + reason);
        }
    }

    /** The server answered the request for a WebSocket with another HTTP status than 101. */
    record Refused(int httpStatus) implements Disconnect {
        @Override
        public String text() {
            return "refused with HTTP status " + httpStatus;
        }
    }

    /** The connection broke, or could not be made. */
    record Lost(Throwable cause) implements Disconnect {
        @Override
        public String text() {
            return "connection lost: " + cause;
        }
    }

    /** The server did not answer a heartbeat. */
    record Silent() implements Disconnect {
        @Override
        public String text() {
            return "a heartbeat was not answered";
        }
    }

    /** The server sent something that is not a message of the protocol. */
    record Malformed(String problem) implements Disconnect {
        @Override
        public String text() {
            return "undecodable message: " + problem;
        }
    }

    /** This side closed the client, or left the channel. */
    record Local() implements Disconnect {
        @Override
        public String text() {
            return "closed by this side";
        }
    }

    /** The server closed the channel, not the connection. */
    record ChannelClosed() implements Disconnect {
        @Override
        public String text() {
            return "the channel was closed by the server";
        }
    }

    /** The channel crashed on the server; it is joined again. */
    record ChannelCrashed() implements Disconnect {
        @Override
        public String text() {
            return "the channel crashed on the server";
        }
    }

    /** Describes it in a few words. */
    String text();
}

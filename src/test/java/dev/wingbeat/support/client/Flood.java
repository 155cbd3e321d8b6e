package dev.wingbeat.support.client;

import dev.wingbeat.support.client.Strangers.Attack;
import java.util.List;

/** What strangers flood a hub with, without pause; whoever is thrown out is back at once. */
public enum Flood {

    /** Messages of one channel. */
    MESSAGES {
        @Override
        public Attack attack(int port) {
            return Attack.returning(
                    batch(text("[\"1\",\"2\",\"room:flood\",\"ping\",{}]")), upgrade(port), join("room:flood"));
        }
    },

    /** Joins of one topic: each is a channel that takes the place of the one before. */
    JOINS {
        @Override
        public Attack attack(int port) {
            return Attack.returning(batch(join("room:flood")), upgrade(port));
        }
    },

    /** Presences that come and go. */
    PRESENCES {
        @Override
        public Attack attack(int port) {
            byte[] comeAndGo = ClientFrame.bytes(List.of(
                    ClientFrame.text("[\"1\",\"1\",\"presence:lobby\",\"phx_join\",{}]"),
                    ClientFrame.text("[\"1\",\"3\",\"presence:lobby\",\"phx_leave\",{}]")));
            return Attack.returning(batch(comeAndGo), upgrade(port));
        }
    },

    /** Connections that end as soon as they are there. */
    CONNECTS {
        @Override
        public Attack attack(int port) {
            return Attack.returning(ClientFrame.bytes(List.of(ClientFrame.close(1000))), upgrade(port));
        }
    };

    /** So many messages leave at once. */
    private static final int BATCH = 50;

    /** Returns it, against the hub on a port of this machine. */
    public abstract Attack attack(int port);

    private static byte[] batch(byte[] message) {
        byte[] batch = new byte[BATCH * message.length];
        for (int i = 0; i < batch.length; i += message.length) {
            System.arraycopy(message, 0, batch, i, message.length);
        }
        return batch;
    }

    private static byte[] upgrade(int port) {
        return HttpProbe.upgrade("/socket/websocket?vsn=2.0.0").bytes(port);
    }

    private static byte[] join(String topic) {
        return text("[\"1\",\"1\",\"" + topic + "\",\"phx_join\",{}]");
    }

    private static byte[] text(String message) {
        return ClientFrame.bytes(List.of(ClientFrame.text(message)));
    }
}

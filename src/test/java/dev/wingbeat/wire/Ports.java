package dev.wingbeat.wire;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that come back to the same one. */
public final class Ports {

    private static final int FIRST = 20_000;
    private static final int END = 32_000;
    private static final int ATTEMPTS = 100;

    private Ports() {}

    /**
     * Returns a port that nobody uses. It lies below those the kernel hands out, so that nobody gets it by chance while the
     * server is away, not even a client that connects to it.
     */
    public static int unused() {
        return ThreadLocalRandom.current()
                .ints(FIRST, END)
                .limit(ATTEMPTS)
                .filter(Ports::isUnused)
                .findFirst()
                .orElseThrow(() -> new AssertionError("none of " + ATTEMPTS + " ports is unused"));
    }

    private static boolean isUnused(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}

package dev.wingbeat.support;

import java.io.IOException;
import java.net.BindException;
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

    /** Starts a server. */
    @FunctionalInterface
    public interface Start {
        /** Listens, or throws {@link BindException} while the port is taken. */
        void listen() throws Exception;
    }

    /**
     * Starts a server on a port that it has just stopped listening on: Java's NIO lets go of a listening socket only when
     * its selector turns for the next time.
     */
    public static void listenAgain(Start start) throws Exception {
        long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
        while (true) {
            try {
                start.listen();
                return;
            } catch (Exception e) {
                if (!(e instanceof BindException) || System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    private static boolean isUnused(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}

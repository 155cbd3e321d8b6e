package dev.wingbeat.support;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Ports for servers that come back to the same one, or are told it before they listen. They lie below those the kernel hands
 * out, so that nobody gets one by chance while its server is away, not even a client that connects to it; and none is given
 * twice in a JVM.
 */
public final class Ports {

    private static final int FIRST = 20_000;
    private static final int END = 32_000;
    private static final int ATTEMPTS = 1_000;
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(END - FIRST));

    private Ports() {}

    /** Returns a port that nobody uses. */
    public static int unused() {
        return unused(1);
    }

    /** Returns the first of several ports in a row that nobody uses. */
    public static int unused(int count) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int first = FIRST + Math.floorMod(NEXT.getAndAdd(count), END - FIRST);
            if (first + count <= END && IntStream.range(first, first + count).allMatch(Ports::isUnused)) {
                return first;
            }
        }
        throw new AssertionError("no " + count + " ports in a row are unused, in " + ATTEMPTS + " attempts");
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

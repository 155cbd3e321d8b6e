package dev.wingbeat.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Names of nodes: a part that people give, the same at each start, and several nodes may have; and a part that is another one for
 * each node and each start. Internal seam.
 */
public final class NodeName {

    /** The names that may be given, in words. */
    public static final String EXPECTED = "1 to 63 letters, digits, dots, dashes and underscores";

    private static final int MAX = 63;
    private static final int UNIQUE = 8;
    private static final Path KERNELS = Path.of("/proc/sys/kernel/hostname");
    private static final String LOCALHOST = "localhost";
    private static final String SEPARATOR = "#";

    private NodeName() {}

    /** Returns whether a name may be given. */
    public static boolean isValid(String name) {
        return name.length() <= MAX && name.matches("[A-Za-z0-9._-]+");
    }

    /** Returns a node's name, unique in its cluster as the id is; without a name given, that of the host. */
    public static String of(@Nullable String given, String id) {
        return (given == null ? ofHost() : given) + SEPARATOR + id.substring(0, Math.min(UNIQUE, id.length()));
    }

    /** Returns the name of this host, if possible without asking a name server. */
    static String ofHost() {
        try {
            return valid(Files.exists(KERNELS) ? Files.readString(KERNELS).strip() : resolved());
        } catch (IOException e) {
            return LOCALHOST;
        }
    }

    private static String resolved() throws UnknownHostException {
        return InetAddress.getLocalHost().getHostName();
    }

    /** Returns the nearest that may be given. */
    static String valid(String name) {
        String valid = name.replaceAll("[^A-Za-z0-9._-]", "-");
        return valid.isEmpty() ? LOCALHOST : valid.substring(0, Math.min(MAX, valid.length()));
    }
}

package dev.wingbeat.admin;

import dev.wingbeat.connection.Connections.Opened;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names of connections, unique in the cluster: a number, and that part of the node's name which is unique. */
final class ConnectionId {

    private static final int DIGITS = 16;

    private ConnectionId() {}

    /** Returns the name of a connection of a node. */
    static String of(String node, Opened opened) {
        return HexFormat.of().toHexDigits(opened.number()) + '-' + unique(node);
    }

    /** Returns the number of the connection of a node that has this name; null when it is no name of one. */
    static @Nullable Long number(String node, String connection) {
        int end = connection.indexOf('-');
        if (end != DIGITS || !connection.substring(end + 1).equals(unique(node))) {
            return null;
        }
        try {
            return HexFormat.fromHexDigitsToLong(connection, 0, end);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Returns the node that a connection is at, null when no node has such ones. */
    static @Nullable String node(String connection, List<String> hubs) {
        String unique = connection.substring(connection.indexOf('-') + 1);
        return hubs.stream()
                .filter(hub -> unique(hub).equals(unique))
                .findFirst()
                .orElse(null);
    }

    private static String unique(String node) {
        return node.substring(node.lastIndexOf('#') + 1);
    }
}

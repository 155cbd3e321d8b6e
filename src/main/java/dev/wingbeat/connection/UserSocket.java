package dev.wingbeat.connection;

import org.jspecify.annotations.Nullable;

/**
 * Decides who may connect. One instance serves all connections of a mount, on all event loops.
 *
 * <pre>{@code
 * final class PlayerSocket implements UserSocket {
 *     static final Assign<String> USER = Assign.of("user", String.class);
 *
 *     public ConnectResult connect(ConnectInfo connect) {
 *         String user = connect.param("user_id");
 *         return user == null ? ConnectResult.refuse() : ConnectResult.accept(USER, user);
 *     }
 *     public String id(Assigns assigns) {
 *         return "user_socket:" + assigns.get(USER);
 *     }
 * }
 * }</pre>
 *
 * <p>Follows {@code Phoenix.Socket}'s {@code connect/3} and {@code id/1}.
 */
@FunctionalInterface
public interface UserSocket {

    /** Accepts or refuses a connection. Runs on the event loop, must not block. An exception answers HTTP 500. */
    ConnectResult connect(ConnectInfo connect) throws Exception;

    /**
     * Names the connection, or returns null. Broadcasting {@code disconnect} on that topic closes all connections of the
     * name, on every node.
     */
    default @Nullable String id(Assigns assigns) {
        return null;
    }

    /** Makes a user socket that accepts everybody, with nothing assigned. */
    static UserSocket acceptingAll() {
        return connect -> ConnectResult.accept();
    }
}

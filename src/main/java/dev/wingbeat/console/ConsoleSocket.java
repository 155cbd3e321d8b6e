package dev.wingbeat.console;

import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;

/**
 * Lets those connect to the console who have a key. It comes beside the subprotocols, so that no log has it, and browsers send it
 * for no other page. Internal seam.
 */
public final class ConsoleSocket implements UserSocket {

    /** The record of the key that the browser has signed in with. */
    static final Assign<String> KEY = Assign.of("key", String.class);

    private final Console console;

    /** Makes the socket of one node. */
    public ConsoleSocket(Console console) {
        this.console = console;
    }

    @Override
    public ConnectResult connect(ConnectInfo connect) {
        String key = connect.authToken();
        return key == null || console.caller(key) == null
                ? ConnectResult.refuse()
                : ConnectResult.accept(KEY, Console.pass(key));
    }
}

package dev.wingbeat.console;

import dev.wingbeat.admin.Caller;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;

/**
 * Lets those connect to the console who have a key. It comes beside the subprotocols, so that no log has it, and browsers send it
 * for no other page. Internal seam.
 */
public final class ConsoleSocket implements UserSocket {

    static final Assign<Caller> CALLER = Assign.of("caller", Caller.class);

    private final Console console;

    /** Makes the socket of one node. */
    public ConsoleSocket(Console console) {
        this.console = console;
    }

    @Override
    public ConnectResult connect(ConnectInfo connect) {
        String key = connect.authToken();
        Caller caller = key == null ? null : console.caller(key);
        return caller == null ? ConnectResult.refuse() : ConnectResult.accept(CALLER, caller);
    }
}

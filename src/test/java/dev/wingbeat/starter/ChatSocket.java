package dev.wingbeat.starter;

import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;

/**
 * Who may connect: whoever says a name. It is believed, so the id is a guest's: no user's whom another socket has verified, such as one
 * that the command {@code gen socket} writes.
 */
final class ChatSocket implements UserSocket {

    /** The name, for all channels of the connection. */
    static final Assign<String> NAME = Assign.of("name", String.class);

    private static final int MAX_LENGTH = 40;

    @Override
    public ConnectResult connect(ConnectInfo connect) {
        String name = connect.param("name", "").strip();
        return name.isEmpty() || name.length() > MAX_LENGTH ? ConnectResult.refuse() : ConnectResult.accept(NAME, name);
    }

    @Override
    public String id(Assigns assigns) {
        return "guest:" + assigns.get(NAME);
    }
}

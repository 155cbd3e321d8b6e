package dev.wingbeat.conformance;

import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import org.jspecify.annotations.Nullable;

/** Accepts everybody but those who ask for a refusal; {@code user_id} names the socket. */
final class FixtureSocket implements UserSocket {

    static final Assign<String> USER = Assign.of("user_id", String.class);
    static final String RATE_LIMITED = "rate limited";

    @Override
    public ConnectResult connect(ConnectInfo connect) {
        if (connect.param("reject") != null || hasBadToken(connect)) {
            return ConnectResult.refuse();
        } else if (connect.param("rate") != null) {
            return ConnectResult.refuse(RATE_LIMITED);
        }
        var user = connect.param("user_id");
        return user == null ? ConnectResult.accept() : ConnectResult.accept(USER, user);
    }

    /** On long-poll the parameter names the session. */
    private static boolean hasBadToken(ConnectInfo connect) {
        return connect.transport().equals("websocket") && "bad".equals(connect.param("token"));
    }

    @Override
    public @Nullable String id(Assigns assigns) {
        return assigns.names().contains(USER.name()) ? id(assigns.get(USER)) : null;
    }

    static String id(String user) {
        return "user_socket:" + user;
    }
}

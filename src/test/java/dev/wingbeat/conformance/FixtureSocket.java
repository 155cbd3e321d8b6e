package dev.wingbeat.conformance;

import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Accepts everybody but those who ask for a refusal; {@code user_id} names the socket. */
final class FixtureSocket implements UserSocket {

    static final String RATE_LIMITED = "rate limited";

    @Override
    public ConnectResult connect(ConnectInfo connect) {
        if (connect.param("reject") != null || hasBadToken(connect)) {
            return ConnectResult.refuse();
        } else if (connect.param("rate") != null) {
            return ConnectResult.refuse(RATE_LIMITED);
        }
        var user = connect.param("user_id");
        return user == null ? ConnectResult.accept() : ConnectResult.accept(Map.of("user_id", user));
    }

    /** On long-poll the parameter names the session. */
    private static boolean hasBadToken(ConnectInfo connect) {
        return connect.transport().equals("websocket") && "bad".equals(connect.param("token"));
    }

    @Override
    public @Nullable String id(Map<String, Object> assigns) {
        var user = assigns.get("user_id");
        return user == null ? null : id(user.toString());
    }

    static String id(String user) {
        return "user_socket:" + user;
    }
}

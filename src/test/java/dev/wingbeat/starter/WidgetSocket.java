package dev.wingbeat.starter;

import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.Credentials;
import dev.wingbeat.token.PhoenixToken;

/**
 * Who may connect: whoever shows a token that {@link #tokenFor} has made, as the parameter {@code token}, as long as its subject is not
 * blocked.
 */
public final class WidgetSocket implements dev.wingbeat.connection.UserSocket {

    /** Who it is, for all channels of the connection: {@code socket.get(WidgetSocket.ID)}. */
    public static final Assign<String> ID = Assign.of("widget_id", String.class);

    private final PhoenixToken tokens;

    /** Makes one; the secret is the same on all nodes. */
    public WidgetSocket(String secret) {
        this.tokens = PhoenixToken.of(secret, "widget socket");
    }

    /** Returns a token that is good for a day, for somebody whom the application has let in. */
    public String tokenFor(String id) {
        return tokens.sign(id);
    }

    @Override
    public ConnectResult connect(ConnectInfo connect) {
        return tokens.verify(connect.param("token")) instanceof PhoenixToken.Valid(String id)
                ? ConnectResult.accept(Assigns.of(ID, id), Credentials.of(id))
                : ConnectResult.refuse();
    }

    @Override
    public String id(Assigns assigns) {
        return "widget:" + assigns.get(ID);
    }
}

package dev.wingbeat.sample;

import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.jwt.JwtClaims;
import dev.wingbeat.token.PhoenixToken;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Lets in who shows a token of the page at {@code /presence}, under the name that it says; and everybody else under the name they
 * give as {@code name} or {@code user_id}, as a guest without one.
 *
 * <p>It believes the latter: an application with something to protect takes tokens only.
 */
public final class ChatSocket implements UserSocket {

    static final Assign<String> NAME = Assign.of("name", String.class);

    private static final String SALT = "user socket";

    private final PhoenixToken tokens;

    /** Makes one whose tokens are signed with the secret of the hub. */
    public ChatSocket(String secretKeyBase) {
        this.tokens = PhoenixToken.of(secretKeyBase, SALT);
    }

    /** Returns a token by which its holder connects under a name, for a day. */
    String token(String name) {
        return tokens.sign(name);
    }

    @Override
    public ConnectResult connect(ConnectInfo connect) {
        String token = connect.authToken() == null ? connect.param("token") : connect.authToken();
        if (token != null) {
            return switch (tokens.verify(token)) {
                case PhoenixToken.Valid(String name) -> ConnectResult.accept(NAME, name);
                case PhoenixToken.Expired() ->
                    ConnectResult.refuse("token: expired (expected: a page that is loaded again)");
                default -> ConnectResult.refuse("token: not of this hub (expected: one of its page)");
            };
        }
        String name = connect.param(NAME.name(), connect.param("user_id", ""));
        if (name.isEmpty()) {
            return ConnectResult.accept(NAME, guest());
        }
        return Words.isName(name.strip())
                ? ConnectResult.accept(NAME, name.strip())
                : ConnectResult.refuse(Words.noName(NAME.name(), name.strip()));
    }

    @Override
    public String id(Assigns assigns) {
        return "user_socket:" + assigns.get(NAME);
    }

    /** Returns what a JSON Web Token says: its claim {@code name}, else its subject. */
    static Assigns assigns(JwtClaims claims) {
        String name = claims.text(NAME.name());
        String known = name == null || !Words.isName(name) ? claims.subject() : name;
        return Assigns.of(NAME, known == null ? guest() : known);
    }

    /** Returns the name of somebody who gives none. */
    static String guest() {
        return "guest-" + ThreadLocalRandom.current().nextInt(1_000, 10_000);
    }
}

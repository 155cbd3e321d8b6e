package dev.wingbeat.sample;

import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.jwt.JwtClaims;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Lets everybody in under the name they give as {@code name} or {@code user_id}, and as a guest without one.
 *
 * <p>It believes them: an application with something to protect asks for a token here.
 */
public final class ChatSocket implements UserSocket {

    static final Assign<String> NAME = Assign.of("name", String.class);

    @Override
    public ConnectResult connect(ConnectInfo connect) {
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

    private static String guest() {
        return "guest-" + ThreadLocalRandom.current().nextInt(1_000, 10_000);
    }
}

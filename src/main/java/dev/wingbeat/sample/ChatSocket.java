package dev.wingbeat.sample;

import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Lets everybody in under the name they give as {@code name} or {@code user_id}, and as a guest without one.
 *
 * <p>It believes them: an application with something to protect asks for a token here.
 */
public final class ChatSocket implements UserSocket {

    static final String NAME = "name";

    @Override
    public ConnectResult connect(ConnectInfo connect) {
        String name = connect.param(NAME, connect.param("user_id", ""));
        if (name.isEmpty()) {
            return ConnectResult.accept(Map.of(NAME, guest()));
        }
        return Words.isName(name.strip())
                ? ConnectResult.accept(Map.of(NAME, name.strip()))
                : ConnectResult.refuse(Words.noName(NAME, name.strip()));
    }

    @Override
    public String id(Map<String, Object> assigns) {
        return "user_socket:" + assigns.get(NAME);
    }

    private static String guest() {
        return "guest-" + ThreadLocalRandom.current().nextInt(1_000, 10_000);
    }
}

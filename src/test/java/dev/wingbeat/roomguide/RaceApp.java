package dev.wingbeat.roomguide;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;

final class RaceApp {
    static final Assign<String> NAME = Assign.of("name", String.class);

    private RaceApp() {}

    static Endpoint endpoint() {
        return Endpoint.builder()
                .socket("/socket", new UserSocket() {
                    @Override
                    public ConnectResult connect(ConnectInfo connect) {
                        String name = connect.param("name");
                        return name == null ? ConnectResult.refuse() : ConnectResult.accept(NAME, name);
                    }
                })
                .rooms(
                        "race",
                        RaceRoom::new,
                        options -> options.rate(20)
                                .maxPlayers(8)
                                .createOnJoin(true)
                                .latest("throttle")
                                .playerId(socket -> socket.get(NAME)))
                .build();
    }
}

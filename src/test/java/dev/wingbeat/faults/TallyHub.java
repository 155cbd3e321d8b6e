package dev.wingbeat.faults;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.app.Application;
import dev.wingbeat.app.Wingbeat;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.Player;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomContext;
import dev.wingbeat.room.RoomOptions;
import dev.wingbeat.room.RoomOptions.Availability;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A hub with two kinds of rooms, which keep what players put into them: {@code kept} is available, {@code strict} wants the majority. */
final class TallyHub {

    private static final Assign<String> NAME = Assign.of("name", String.class);

    private TallyHub() {}

    /** Takes the commands and flags of the sample. */
    public static void main(String[] arguments) {
        Wingbeat.run(arguments, TallyHub::declare);
    }

    private static void declare(Application app) {
        app.socket(
                        new UserSocket() {
                            @Override
                            public ConnectResult connect(ConnectInfo connect) {
                                return ConnectResult.accept(NAME, String.valueOf(connect.param("name")));
                            }
                        },
                        socket -> {})
                .rooms("kept", Tally::new, TallyHub::options)
                .rooms("strict", Tally::new, options -> {
                    options(options);
                    options.availability(Availability.MAJORITY);
                });
    }

    private static void options(RoomOptions options) {
        options.rate(0)
                .createOnJoin(true)
                .roomsPerMinute(1_000)
                .seatHold(Duration.ofMinutes(5))
                .snapshotEvery(Duration.ofMillis(500))
                .playerId(socket -> socket.get(NAME));
    }

    /** A room that counts what it has absorbed, too. */
    private static final class Tally implements Room {
        private @Nullable RoomContext context;
        private int absorbed;

        private RoomContext room() {
            return requireNonNull(context);
        }

        @Override
        public void create(RoomContext made, Payload params) {
            context = made;
            made.state().at("puts");
        }

        @Override
        public HandleResult message(Player who, String event, Payload payload) {
            if (event.equals("put")) {
                room().state().at("puts").put(payload.json().getString("key"), true);
                room().checkpoint();
            }
            return HandleResult.ok(Map.of(
                    "epoch", room().epoch(),
                    "node", room().node(),
                    "players",
                            room().players().stream().filter(Player::connected).count(),
                    "absorbed", absorbed,
                    "puts", room().state().at("puts").toMap().keySet()));
        }

        @Override
        public Payload snapshot() {
            return Payload.of(Map.of("puts", room().state().at("puts").toMap(), "absorbed", absorbed));
        }

        @Override
        public void restore(RoomContext made, Payload snapshot) {
            context = made;
            absorbed = snapshot.json().getInteger("absorbed");
            made.state().put("puts", snapshot.json().getJsonObject("puts"));
        }

        @Override
        public void absorb(Payload loser) {
            absorbed++;
            room().checkpoint();
        }
    }
}

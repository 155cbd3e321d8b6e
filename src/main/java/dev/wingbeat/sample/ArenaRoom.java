package dev.wingbeat.sample;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.Admission;
import dev.wingbeat.room.Player;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomContext;
import dev.wingbeat.room.RoomOptions;
import dev.wingbeat.room.RoomState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A small game, for the page at {@code /arena}: up to 16 players move about and collect coins. Players say in which direction they want
 * to go, and the room moves them; so nobody is where the rules do not let them be. Who joins with {@code {"watch": true}} only looks on.
 * It goes on when its node dies.
 */
final class ArenaRoom implements Room {

    static final String KIND = "arena";
    private static final int WIDTH = 800;
    private static final int HEIGHT = 500;

    private static final int RATE = 20;
    private static final int PLAYERS = 16;
    private static final int SEATS = 64;
    private static final int COINS = 8;
    private static final double SPEED = 220;
    private static final double REACH = 22;
    private static final int MARGIN = 20;
    private static final int HUES = 360;
    private static final int HUE_STEP = 137;

    /** The position and the direction of a player, finer than those shown. */
    private static final class Body {
        private double x;
        private double y;
        private double dx;
        private double dy;
    }

    private record Coin(int x, int y) {}

    private final SplittableRandom random = new SplittableRandom();
    private final Map<String, Body> bodies = new HashMap<>();
    private final Map<String, Coin> coins = new HashMap<>();
    private final Set<String> spectators = new HashSet<>();
    private @Nullable RoomContext context;
    private int joins;

    /** Sets what arenas are like. Players are known by the token of their seat, so that each tab is one. */
    static void options(RoomOptions options) {
        options.rate(RATE)
                .maxPlayers(SEATS)
                .createOnJoin(true)
                .latest("move")
                .playerId(socket -> null)
                .profile(socket -> Map.of("name", socket.get(ChatSocket.NAME)));
    }

    private RoomContext room() {
        return requireNonNull(context);
    }

    private RoomState players() {
        return room().state().at("players");
    }

    @Override
    public void create(RoomContext made, Payload params) {
        begin(made);
        made.state().put("width", WIDTH).put("height", HEIGHT);
        for (int i = 0; i < COINS; i++) {
            drop("c" + i);
        }
    }

    private void begin(RoomContext made) {
        context = made;
        made.state().put("node", made.node());
    }

    private void drop(String id) {
        var coin = new Coin(random.nextInt(MARGIN, WIDTH - MARGIN), random.nextInt(MARGIN, HEIGHT - MARGIN));
        coins.put(id, coin);
        room().state().at("coins", id).put("x", coin.x).put("y", coin.y);
    }

    @Override
    public Admission joinAttempt(Player who, Payload params) {
        if (params.isObject() && Boolean.TRUE.equals(params.json().getValue("watch"))) {
            spectators.add(who.id());
        } else if (bodies.size() >= PLAYERS) {
            return Admission.refuseWith(Map.of("reason", "full", "limit", PLAYERS));
        }
        return Admission.accept();
    }

    @Override
    public void joined(Player who) {
        if (spectators.contains(who.id())) {
            count();
        } else {
            enter(who);
        }
        room().checkpoint(); // whoever has a seat keeps it, whatever happens to the node
    }

    /** Tells how many look on. */
    private void count() {
        room().state().put("watching", spectators.size());
    }

    private void enter(Player who) {
        var body = new Body();
        body.x = random.nextInt(MARGIN, WIDTH - MARGIN);
        body.y = random.nextInt(MARGIN, HEIGHT - MARGIN);
        bodies.put(who.id(), body);
        players()
                .at(who.id())
                .put("name", who.profile().json().getString("name", "nobody"))
                .put("hue", joins++ * HUE_STEP % HUES)
                .put("score", 0);
        show(who.id(), body);
    }

    private void show(String id, Body body) {
        players().at(id).put("x", (int) Math.round(body.x)).put("y", (int) Math.round(body.y));
    }

    @Override
    public void dropped(Player who) {
        if (bodies.containsKey(who.id())) {
            stand(who.id());
            players().at(who.id()).put("away", true);
        }
    }

    @Override
    public void returned(Player who) {
        if (bodies.containsKey(who.id())) {
            players().at(who.id()).remove("away");
        }
    }

    @Override
    public void left(Player who, LeaveReason reason) {
        if (spectators.remove(who.id())) {
            count();
        }
        bodies.remove(who.id());
        players().remove(who.id());
    }

    private void stand(String id) {
        Body body = bodies.get(id);
        if (body != null) {
            body.dx = 0;
            body.dy = 0;
        }
    }

    @Override
    public HandleResult message(Player who, String event, Payload payload) {
        if (!event.equals("move")) {
            return HandleResult.unknown(event);
        }
        JsonObject move = payload.isObject() ? payload.json() : new JsonObject();
        Body body = bodies.get(who.id());
        if (body != null && move.getValue("x") instanceof Number x && move.getValue("y") instanceof Number y) {
            double length = Math.max(1, Math.hypot(x.doubleValue(), y.doubleValue()));
            boolean finite = Double.isFinite(length);
            body.dx = finite ? x.doubleValue() / length : 0;
            body.dy = finite ? y.doubleValue() / length : 0;
        }
        return HandleResult.noReply();
    }

    @Override
    public void tick(Tick tick) {
        bodies.forEach((id, body) -> {
            if (body.dx != 0 || body.dy != 0) {
                body.x = Math.clamp(body.x + body.dx * SPEED * tick.seconds(), MARGIN, WIDTH - MARGIN);
                body.y = Math.clamp(body.y + body.dy * SPEED * tick.seconds(), MARGIN, HEIGHT - MARGIN);
                show(id, body);
                collect(id, body);
            }
        });
    }

    private void collect(String id, Body body) {
        coins.forEach((coin, at) -> {
            if (Math.hypot(at.x - body.x, at.y - body.y) < REACH) {
                RoomState player = players().at(id);
                player.put("score", (int) number(player, "score") + 1);
                drop(coin); // in its place, so that nothing comes or goes meanwhile
            }
        });
    }

    private static double number(RoomState state, String key) {
        return state.get(key) instanceof Number number ? number.doubleValue() : 0;
    }

    @Override
    public Payload snapshot() {
        return Payload.of(Map.of("state", room().state().toMap(), "joins", joins, "spectators", spectators));
    }

    @Override
    public void restore(RoomContext made, Payload snapshot) {
        joins = snapshot.json().getInteger("joins");
        snapshot.json().getJsonArray("spectators", new JsonArray()).forEach(id -> spectators.add((String) id));
        snapshot.json().getJsonObject("state").forEach(entry -> made.state().put(entry.getKey(), entry.getValue()));
        begin(made);
        for (String id : players().keys()) {
            var body = new Body();
            body.x = number(players().at(id), "x");
            body.y = number(players().at(id), "y");
            bodies.put(id, body);
        }
        RoomState fallen = made.state().at("coins");
        for (String id : fallen.keys()) {
            RoomState at = fallen.at(id);
            coins.put(id, new Coin((int) number(at, "x"), (int) number(at, "y")));
        }
    }
}

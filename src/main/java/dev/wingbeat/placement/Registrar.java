package dev.wingbeat.placement;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomParams;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds rooms, and has them made. Of each id one node is the registrar, the first by rendezvous: whoever makes a room asks it, so two
 * who make the same room at once get one, as long as the members agree on who they are.
 */
final class Registrar {

    static final String CREATE_FAILED = "create_failed";

    private static final long ASK_MILLIS = 1_000;
    private static final long LOOK_MILLIS = 500;
    private static final Located UNAVAILABLE = new Located.Refused("unavailable");
    private static final Located NOT_FOUND = new Located.Refused("not_found");

    /** The room has lost its owner, and some node is about to go on with it. */
    private static final Located ORPHANED = new Located.Refused("orphaned");

    /** The time between looks for a room that has lost its owner, and their number. */
    private static final long AGAIN_MILLIS = 100;

    private static final int AGAIN_TIMES = 80;

    private final NodeRooms rooms;
    private final Vertx vertx;
    private final Placer placer;

    Registrar(NodeRooms rooms, Vertx vertx, List<RoomKind> kinds) {
        this.rooms = rooms;
        this.vertx = vertx;
        this.placer = new Placer(rooms, kinds);
    }

    Placer placer() {
        return placer;
    }

    /** Returns where a room is, {@link Activation#NONE} when it is nowhere. */
    Future<Activation> find(RoomKey key) {
        Activation known = rooms.find(key);
        return known.equals(Activation.NONE)
                ? locate(key, null).map(found -> found instanceof Located.At at ? at.activation() : Activation.NONE)
                : Future.succeededFuture(known);
    }

    /** Completes after a little while, when a room that moves may be somewhere else. */
    Future<?> pause() {
        return vertx.timer(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Returns where a room is; it is made with params, unless they are null. */
    Future<Located> locate(RoomKey key, @Nullable RoomParams params) {
        return locate(key, params, AGAIN_TIMES);
    }

    private Future<Located> locate(RoomKey key, @Nullable RoomParams params, int again) {
        return locateOnce(key, params)
                .compose(found -> !found.equals(ORPHANED)
                        ? Future.succeededFuture(found)
                        : again == 0
                                ? Future.succeededFuture(UNAVAILABLE)
                                : pause().compose(passed -> locate(key, params, again - 1)));
    }

    private Future<Located> locateOnce(RoomKey key, @Nullable RoomParams params) {
        RoomKind kind = rooms.kind(key.kind());
        if (kind != null && !rooms.quorum().allows(kind)) {
            return Future.succeededFuture(UNAVAILABLE);
        }
        Activation known = rooms.find(key);
        if (!known.equals(Activation.NONE)) {
            return Future.succeededFuture(Located.there(known));
        }
        List<String> order = Rendezvous.order(rooms.members().hubs(), key.topic());
        return ask(key, params, order)
                .compose(found ->
                        found.equals(UNAVAILABLE) ? Future.failedFuture("stopping") : Future.succeededFuture(found))
                .recover(silent -> order.size() == 1
                        ? Future.failedFuture(silent)
                        : ask(key, params, order.subList(1, order.size())))
                .otherwise(silent -> UNAVAILABLE);
    }

    private Future<Located> ask(RoomKey key, @Nullable RoomParams params, List<String> order) {
        String registrar = order.getFirst();
        if (registrar.equals(rooms.nodeName())) {
            return decide(key, params);
        }
        return rooms.asks()
                .ask(registrar, key.topic(), question("place", key, params), ASK_MILLIS)
                .map(Located::read);
    }

    /** Returns a question about a room, which is to be made with params unless they are null. */
    static JsonObject question(String ask, RoomKey key, @Nullable RoomParams params) {
        return new JsonObject()
                .put("ask", ask)
                .put("topic", key.topic())
                .put("kind", key.kind())
                .put("id", key.id())
                .put("making", params == null ? null : written(params));
    }

    /** Answers another node, as the registrar. */
    Future<JsonObject> asked(JsonObject question) {
        JsonObject making = question.getJsonObject("making");
        return decide(key(question), making == null ? null : read(making)).map(Located::written);
    }

    /** Makes a room for its registrar. */
    Future<JsonObject> made(JsonObject question) {
        return makeHere(key(question), read(question.getJsonObject("making"))).map(Located::written);
    }

    private static RoomKey key(JsonObject question) {
        return new RoomKey(question.getString("kind"), question.getString("id"));
    }

    /** Returns where a room is, as far as this node knows, or whether it is about to go on here. */
    Located look(RoomKey key) {
        boolean orphaned = rooms.copies().holds(key); // first: it is held until it is found
        Activation known = rooms.find(key);
        return !known.equals(Activation.NONE) ? Located.there(known) : orphaned ? ORPHANED : NOT_FOUND;
    }

    /** Decides, as the registrar of a room. While it may be that another node goes on with it, all are asked. */
    private Future<Located> decide(RoomKey key, @Nullable RoomParams params) {
        Located found = look(key);
        if (!found.equals(NOT_FOUND)) {
            return Future.succeededFuture(found);
        }
        if (!rooms.members().haveJustLost()) {
            return make(key, params);
        }
        JsonObject question = question("look", key, null);
        List<Future<Located>> looks = rooms.members().otherHubs().stream()
                .map(hub -> rooms.asks()
                        .ask(hub, key.topic(), question, LOOK_MILLIS)
                        .map(Located::read)
                        .otherwise(NOT_FOUND))
                .toList();
        return Future.join(looks)
                .compose(all -> looks.stream()
                        .map(Future::result)
                        .filter(one -> one instanceof Located.At || one.equals(ORPHANED))
                        .findFirst()
                        .map(Future::succeededFuture)
                        .orElseGet(() -> make(key, params)));
    }

    private Future<Located> make(RoomKey key, @Nullable RoomParams params) {
        RoomKind kind = rooms.kind(key.kind());
        Future<Located> placed = placer.find(key);
        if (placed != null) {
            return placed;
        }
        if (params == null || kind == null) {
            Activation known = rooms.find(key);
            return Future.succeededFuture(known.equals(Activation.NONE) ? NOT_FOUND : Located.there(known));
        }
        return Placer.isFor(kind) && rooms.find(key).equals(Activation.NONE)
                ? placer.place(key, params)
                : makeHere(key, params);
    }

    /** Makes a room on this node, unless it is somewhere. */
    Future<Located> makeHere(RoomKey key, RoomParams params) {
        RoomKind kind = rooms.kind(key.kind());
        Activation known = rooms.find(key);
        if (!known.equals(Activation.NONE)) {
            return Future.succeededFuture(Located.there(known));
        }
        if (kind == null) {
            return Future.succeededFuture(NOT_FOUND);
        }
        if (rooms.owned().isStopping()
                || !rooms.owned().frozen().isEmpty()
                || !rooms.quorum().allows(kind)) {
            return Future.failedFuture("stopping");
        }
        return rooms.owned().create(key, kind, params);
    }

    private static JsonObject written(RoomParams params) {
        Payload own = params.params();
        return new JsonObject()
                .put("params", own.isBinary() ? null : own.value())
                .put(
                        "bytes",
                        own.isBinary()
                                ? Base64.getEncoder()
                                        .encodeToString(own.binary().getBytes())
                                : null)
                .put("label", new JsonObject(params.label()))
                .put("hidden", params.hidden());
    }

    private static RoomParams read(JsonObject making) {
        String bytes = making.getString("bytes");
        return new RoomParams(
                bytes == null
                        ? Payload.of(making.getValue("params"))
                        : Payload.binary(Base64.getDecoder().decode(bytes)),
                making.getJsonObject("label").getMap(),
                making.getBoolean("hidden"));
    }
}

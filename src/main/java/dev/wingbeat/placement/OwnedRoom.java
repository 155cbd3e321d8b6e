package dev.wingbeat.placement;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.DisposeReason;
import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomOutlet;
import dev.wingbeat.room.RoomOutput;
import dev.wingbeat.room.RoomServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** A room that this node owns, and the loop it lives on. May be used from any thread. */
final class OwnedRoom implements RoomOutlet {

    private final NodeRooms rooms;
    private final RoomKey key;
    private final RoomLoop loop;
    private final RoomServer server;
    private final Promise<Void> created = Promise.promise();
    private final Promise<Void> ended = Promise.promise();

    OwnedRoom(NodeRooms rooms, RoomKey key, RoomKind kind, RoomLoop loop) {
        this.rooms = rooms;
        this.key = key;
        this.loop = loop;
        this.server = new RoomServer(key, kind, rooms.nodeName(), loop, this);
    }

    /** Creates the room; what is handed to it from now on waits until that is done. */
    Future<Void> create(Payload params) {
        long epoch = System.currentTimeMillis();
        loop.rooms().incrementAndGet();
        loop.execute(() -> {
            server.create(params, epoch);
            if (server.isRunning()) {
                created.complete();
            } else {
                created.fail("create_failed");
            }
        });
        return created.future();
    }

    Future<Void> created() {
        return created.future();
    }

    void receive(RoomInput input) {
        loop.execute(() -> server.receive(input));
    }

    /** Ends the room; completes when its application has cleaned up. */
    Future<Void> close(DisposeReason reason, String told) {
        loop.execute(() -> server.close(reason, told));
        return ended.future();
    }

    @Override
    public void send(String node, RoomOutput output) {
        rooms.deliver(node, output);
    }

    @Override
    public void changed(Summary summary) {}

    @Override
    public void ended(DisposeReason reason) {
        loop.rooms().decrementAndGet();
        rooms.forget(key, this);
        ended.tryComplete();
    }
}

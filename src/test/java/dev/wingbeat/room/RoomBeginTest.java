package dev.wingbeat.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a room asks for in its first callback. */
class RoomBeginTest {

    private final ManualThread thread = new ManualThread();
    private final List<String> called = new ArrayList<>();
    private final List<RoomSnapshot> snapshots = new ArrayList<>();
    private Consumer<RoomContext> first = room -> {};

    private final class Begun implements Room {
        @Override
        public void create(RoomContext room, Payload params) {
            first.accept(room);
            called.add("create");
        }

        @Override
        public void restore(RoomContext room, Payload snapshot) {
            first.accept(room);
            called.add("restore");
        }

        @Override
        public void left(Player who, LeaveReason reason) {
            called.add(who.id() + " " + reason);
        }

        @Override
        public Payload snapshot() {
            called.add("snapshot");
            return Payload.EMPTY;
        }

        @Override
        public HandleResult message(Player who, String event, Payload payload) {
            return HandleResult.ok();
        }

        @Override
        public Future<?> dispose(DisposeReason reason) {
            called.add("dispose " + reason);
            return Future.succeededFuture();
        }
    }

    private RoomServer make() {
        var kind = new RoomKind("match", Begun::new, new RoomOptions().rate(0));
        return new RoomServer(new RoomKey("match", "m1"), kind, "here", thread, new QuietOutlet() {
            @Override
            public void snapshot(RoomSnapshot snapshot) {
                snapshots.add(snapshot);
            }
        });
    }

    private RoomServer create() {
        RoomServer server = make();
        server.create(RoomParams.of(Payload.EMPTY), 7);
        return server;
    }

    @Test
    void aCheckpointInCreateIsTakenBehindIt() {
        first = RoomContext::checkpoint;
        create();
        assertEquals(List.of("create", "snapshot"), called);
        assertEquals(1, snapshots.size());
    }

    @Test
    void whoIsKickedInRestoreHasLeft() {
        RoomServer before = create();
        before.receive(
                new RoomInput.Join(new RoomInput.Link("here", 1), "ann", null, Payload.EMPTY, Payload.EMPTY, false));
        before.handOver();
        called.clear();
        first = room -> {
            room.kick(room.players().getFirst(), "cheat");
            room.checkpoint();
        };
        make().restore(snapshots.getLast(), 8);
        assertEquals(List.of("restore", "ann KICKED", "snapshot"), called);
        assertEquals(0, snapshots.getLast().seats().size());
    }

    @Test
    void aRoomThatClosesInCreateHasEnded() {
        first = room -> room.close("never");
        assertFalse(create().isRunning());
        thread.pass(Duration.ofMinutes(1));
        assertEquals(List.of("create", "dispose CLOSED"), called);
    }

    @Test
    void whatARoomHasAskedForIsNotDoneWhenItHasThrown() {
        first = room -> {
            room.checkpoint();
            throw new IllegalStateException("as it was told");
        };
        assertFalse(create().isRunning());
        assertEquals(List.of("dispose CRASHED"), called);
    }
}

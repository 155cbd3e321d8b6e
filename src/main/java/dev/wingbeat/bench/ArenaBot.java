package dev.wingbeat.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.load.Anomaly;
import dev.wingbeat.load.ClientProfile;
import dev.wingbeat.load.ClientRole;
import dev.wingbeat.load.Incoming;
import dev.wingbeat.load.LoadClient;
import dev.wingbeat.load.LoadLoop;
import dev.wingbeat.load.Tally;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A player of the arena: it moves about, checks that states follow each other, and comes back to its seat, at the next node, when
 * its connection is lost. It goes to and fro; each time it turns, the first state in which it moves the other way shows that
 * the room has heard of it. Confined to its client's loop.
 */
final class ArenaBot implements ClientRole, Turns.Turn {

    private static final byte[] PATCH = "patch".getBytes(UTF_8);
    private static final byte[] STATE = "state".getBytes(UTF_8);
    private static final byte[] PAUSED = "room_paused".getBytes(UTF_8);
    private static final byte[] LOST = "room_lost".getBytes(UTF_8);
    private static final byte[] KICKED = "kicked".getBytes(UTF_8);

    /** The line at which it turns in any case: the walls are at 20 and 780. */
    private static final int LEFT = 80;

    private static final int RIGHT = 720;
    private static final int MIDDLE = 400;
    private static final int MAX_MOVES = 10;
    private static final long RETRY_NANOS = 200_000_000;
    private static final int TO_RIGHT = 0;
    private static final int TO_LEFT = 1;
    private static final double[] SLOPES = {-1, -0.5, 0, 0.5, 1};
    private static final byte[][][] MOVES = moves();

    private final LoadRun run;
    private final int index;
    private final int room;
    private final LoadLoop loop;
    private final ArenaView view = new ArenaView();
    private final SplittableRandom random;
    private LoadClient client;
    private int attempts;
    private boolean entered;
    private boolean stopped;
    private long lostAt;
    private long epoch;
    private long version;
    private boolean whole;
    private long x = ArenaView.NONE;
    private long seenAt;
    private long earliest = Long.MAX_VALUE;
    private int direction = -1;
    private int movesLeft;
    private int slope;
    private long turnedAt;
    private boolean turning;
    private long refs = LoadClient.FIRST_REF;

    ArenaBot(LoadRun run, int index, int room) {
        this.run = run;
        this.index = index;
        this.room = room;
        this.loop = run.loop(index);
        this.random = new SplittableRandom(index);
        this.client = connection();
    }

    private static byte[][][] moves() {
        var moves = new byte[2][SLOPES.length][];
        for (int i = 0; i < SLOPES.length; i++) {
            moves[TO_RIGHT][i] = ("{\"x\":1,\"y\":" + SLOPES[i] + "}").getBytes(UTF_8);
            moves[TO_LEFT][i] = ("{\"x\":-1,\"y\":" + SLOPES[i] + "}").getBytes(UTF_8);
        }
        return moves;
    }

    private LoadClient connection() {
        var place = new ClientProfile.Place(index, run.profile.site(index + attempts++), room, 1);
        return new LoadClient(run.profile, loop, this, place);
    }

    LoadClient client() {
        return client;
    }

    LoadLoop loop() {
        return loop;
    }

    /** Comes back no more. */
    void stop() {
        stopped = true;
    }

    /** Returns whether it is on its way back to its seat. */
    boolean isAway() {
        return !client.present() && view.seat != null;
    }

    // --- its moves

    @Override
    public void take(long due) {
        if (!client.present() || x == ArenaView.NONE) {
            return;
        }
        if (direction < 0) {
            direction = x < MIDDLE ? TO_LEFT : TO_RIGHT; // and now the other way
            movesLeft = 0;
        }
        boolean beyond = direction == TO_RIGHT ? x > RIGHT : x < LEFT;
        if (!turning && (beyond || movesLeft-- <= 0)) {
            direction = 1 - direction;
            movesLeft = random.nextInt(MAX_MOVES);
            slope = random.nextInt(SLOPES.length);
            turning = true;
            turnedAt = due;
        }
        byte[] move = MOVES[direction][slope];
        client.push(++refs, move, move.length);
        loop.tally.add(Tally.Count.SENT, 1);
        if (loop.measures(due)) {
            loop.tally.add(Tally.Count.SENT_IN_WINDOW, 1);
        }
    }

    private void moved(long now) {
        if (view.x == ArenaView.NONE) {
            return;
        }
        boolean shown = direction == TO_RIGHT ? view.x > x : view.x < x;
        if (turning && x != ArenaView.NONE && shown) {
            turning = false;
            if (loop.measures(turnedAt)) {
                loop.tally.took(Tally.Span.INPUT_TO_STATE, now - turnedAt);
            }
        }
        x = view.x;
    }

    // --- what it hears

    @Override
    public byte @Nullable [] joinPayload() {
        return view.seat == null
                ? null
                : new JsonObject().put("seat", view.seat).encode().getBytes(UTF_8);
    }

    @Override
    public void welcomed(LoadClient from, Incoming answer, long now) {
        view.read(answer.bytes, answer.responseFrom, answer.responseTo);
        if (lostAt != 0) {
            loop.tally.add(Tally.Count.REJOINED, 1);
            loop.tally.took(Tally.Span.REJOIN, now - lostAt);
            lostAt = 0;
        }
        entered = true;
        seenAt = 0;
        epoch = 0; // another node may not have heard yet of what this one was in
        arrived(now, true);
    }

    @Override
    public void refused(LoadClient from, Incoming answer) {
        if (view.seat != null
                && answer.text(answer.payloadFrom, answer.payloadTo).contains("seat_expired")) {
            loop.tally.add(Anomaly.SEATS_LOST, "at the return " + who(System.nanoTime() - lostAt));
            view.seat = null;
        }
    }

    private String who(long nanos) {
        return "after " + nanos / 1_000_000 + " ms, bot " + index + " of " + run.profile.topicName(room) + " at "
                + run.profile.site(index + attempts - 1).url().getAuthority() + ", " + Instant.now();
    }

    @Override
    public void answered(LoadClient from, Incoming answer, long now) {
        // moves are not answered, but for a mistake, which is counted; what follows a resync is a state
    }

    @Override
    public void received(LoadClient from, Incoming message, long now) {
        if (message.event(PATCH)) {
            view.read(message.bytes, message.payloadFrom, message.payloadTo);
            patch(now);
        } else if (message.event(STATE)) {
            view.read(message.bytes, message.payloadFrom, message.payloadTo);
            if (view.part == 1) {
                loop.tally.add(Tally.Count.STATES, 1);
                arrived(now, view.parts == 1);
            } else {
                whole |= view.part == view.parts;
                moved(now);
            }
        } else if (message.event(PAUSED)) {
            loop.tally.add(Tally.Count.PAUSES, 1);
        } else if (message.event(LOST) || message.event(KICKED)) {
            Anomaly lost = message.event(LOST) ? Anomaly.ROOMS_LOST : Anomaly.SEATS_LOST;
            loop.tally.add(lost, message.text(message.eventFrom, message.payloadTo) + ' ' + who(now - seenAt));
            view.seat = null;
            client.drop();
        }
    }

    private void patch(long now) {
        if (!whole) {
            return;
        }
        if (view.base != version) {
            loop.tally.add(Anomaly.GAPS, "from version " + view.base + ", and the state has " + version);
            whole = false;
            client.push(++refs, "resync");
            return;
        }
        version = view.version;
        counted(now);
        moved(now);
    }

    private void arrived(long now, boolean all) {
        if (view.epoch < epoch) {
            loop.tally.add(Anomaly.OUT_OF_ORDER, "epoch " + view.epoch + " after " + epoch);
        }
        if (view.epoch != epoch) {
            if (epoch != 0 && seenAt != 0) {
                loop.tally.took(Tally.Span.OUTAGE, now - seenAt);
            }
            earliest = Long.MAX_VALUE;
            turning = false;
            direction = -1;
        }
        epoch = view.epoch;
        version = view.version;
        whole = all;
        x = view.x == ArenaView.NONE ? x : view.x;
        counted(now);
    }

    private void counted(long now) {
        loop.tally.add(Tally.Count.RECEIVED, 1);
        boolean measured = loop.measures(now);
        if (measured) {
            loop.tally.add(Tally.Count.RECEIVED_IN_WINDOW, 1);
            if (seenAt != 0) {
                loop.tally.took(Tally.Span.STATE_INTERVAL, now - seenAt);
            }
        }
        seenAt = now;
        if (view.rate > 0) {
            long start = now - view.tick * 1_000_000_000 / view.rate;
            earliest = Math.min(earliest, start);
            if (measured) {
                loop.tally.took(Tally.Span.STATE_LAG, start - earliest);
            }
        }
    }

    // --- when its connection ends

    @Override
    public void channelEnded(LoadClient from) {
        from.drop();
    }

    @Override
    public void closed(LoadClient from, @Nullable Anomaly anomaly) {
        if (stopped || !entered) {
            return;
        }
        lostAt = lostAt == 0 ? System.nanoTime() : lostAt;
        loop.after(RETRY_NANOS, () -> {
            if (!stopped) {
                client = connection();
                client.open(null);
            }
        });
    }
}

package dev.wingbeat.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.crdt.CausalContext;
import dev.wingbeat.crdt.Delta;
import dev.wingbeat.crdt.Digest;
import dev.wingbeat.crdt.Dot;
import dev.wingbeat.crdt.DotSet;
import dev.wingbeat.crdt.Entry;
import dev.wingbeat.crdt.PresenceState;
import dev.wingbeat.crdt.ReplicaId;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What shards write is read as it was meant; whatever else arrives is refused, whole. */
final class GossipCodecTest {

    private static final long SEED = 20_261_120;
    private static final ReplicaId FROM = new ReplicaId("node-ä", 1_763_600_000_000_000L);
    private static final Delta<Payload> DELTA = new Delta<>(
            CausalContext.of(FROM, DotSet.of(1, 2, 3, 7, 300, DotSet.MAX)),
            List.of(
                    entry(2, "room:ü", 1, "", "{}"),
                    entry(7, "room:b", Long.MAX_VALUE, "key 😀", "{\"a\":[1,2]}"),
                    entry(DotSet.MAX, "room:ü", 127, "__proto__", "{\"x\":\"" + "y".repeat(300) + "\"}")));
    private static final List<Gossip> ALL = List.of(
            new Gossip.Change(FROM, DELTA),
            new Gossip.Change(FROM, new Delta<>(CausalContext.of(FROM, DotSet.of(5)), List.of())),
            new Gossip.Heartbeat(new Digest(FROM, 128, 16_384, -1)),
            new Gossip.Pull(FROM, 42, 1L << 40, DotSet.of(1, 2, 9)),
            new Gossip.Pull(FROM, 0, 0, DotSet.EMPTY),
            new Gossip.Missing(FROM, 3, DELTA, true),
            new Gossip.Missing(FROM, 0, Delta.empty(), false),
            new Gossip.Gone(FROM));

    private static Entry<Payload> entry(long counter, String topic, long owner, String key, String json) {
        return new Entry<>(
                new Dot(FROM, counter),
                topic,
                owner,
                key,
                Payload.rawJson(Buffer.buffer(json).getBytes()));
    }

    @Test
    void everyKindComesBackAsItWas() {
        for (Gossip gossip : ALL) {
            Gossip read = GossipCodec.decode(FROM.node(), GossipCodec.encode(gossip));
            assertEquals(gossip, read);
            assertEquals(text(gossip), text(read)); // entries are equal by their dots, these texts by what they tell
        }
    }

    private static String text(Gossip gossip) {
        List<Entry<Payload>> entries = switch (gossip) {
            case Gossip.Change change -> change.delta().entries();
            case Gossip.Missing missing -> missing.delta().entries();
            default -> List.of();
        };
        return entries.stream()
                .map(entry -> entry.topic() + " " + entry.key() + " " + ShardNet.text(entry))
                .toList()
                .toString();
    }

    @Test
    void oneEntryTakesLittleMoreThanItsTexts() {
        var state = new PresenceState<Payload>(FROM);
        var delta = state.add("room:1", 1, "alice", dot -> Payload.EMPTY);
        int length = GossipCodec.encode(new Gossip.Change(FROM, delta)).length();
        assertTrue(length <= 11 + 9 + 8 + 3 + 6 + 3, () -> length + " bytes");
    }

    @Test
    void whatIsCutShortIsRefused() {
        for (Gossip gossip : ALL) {
            Buffer whole = GossipCodec.encode(gossip);
            for (int length = 0; length < whole.length(); length++) {
                Buffer cut = whole.getBuffer(0, length);
                assertThrows(IllegalArgumentException.class, () -> GossipCodec.decode("x", cut));
            }
        }
    }

    @Test
    void whatGoesOnBeyondItsEndIsRefused() {
        for (Gossip gossip : ALL) {
            Buffer longer = GossipCodec.encode(gossip).appendByte((byte) 0);
            assertThrows(IllegalArgumentException.class, () -> GossipCodec.decode("x", longer));
        }
    }

    @Test
    void unknownKindIsRefused() {
        Buffer unknown = GossipCodec.encode(new Gossip.Gone(FROM)).setByte(0, (byte) 5);
        var failure = assertThrows(IllegalArgumentException.class, () -> GossipCodec.decode("x", unknown));
        assertEquals("kind of gossip: 5 (expected: 0 to 4)", failure.getMessage());
    }

    @Test
    void damagedBytesAreReadOrRefusedAndHarmNothing() {
        var random = new SplittableRandom(SEED);
        int refused = 0;
        for (int round = 0; round < 100_000; round++) {
            Buffer bytes = GossipCodec.encode(ALL.get(random.nextInt(ALL.size())));
            for (int damage = random.nextInt(1, 4); damage > 0; damage--) {
                bytes.setByte(random.nextInt(bytes.length()), (byte) random.nextInt(256));
            }
            refused += refuses(bytes) ? 1 : 0;
        }
        assertTrue(refused > 10_000 && refused < 90_000, refused + " of 100,000 refused");
    }

    @Test
    void rubbishIsReadOrRefusedAndHarmsNothing() {
        var random = new SplittableRandom(SEED);
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) random.nextInt(6);
            }
            refuses(Buffer.buffer(bytes));
        }
    }

    /** Says whether bytes are refused; what is read must be fit for a state. */
    private static boolean refuses(Buffer bytes) {
        Gossip gossip;
        try {
            gossip = GossipCodec.decode("x", bytes);
        } catch (IllegalArgumentException expected) {
            return true;
        }
        var state = new PresenceState<Payload>(new ReplicaId("self", 1));
        switch (gossip) {
            case Gossip.Change change -> state.merge(change.delta());
            case Gossip.Missing missing -> state.merge(missing.delta());
            case Gossip.Heartbeat heartbeat -> state.settle(heartbeat.digest());
            case Gossip.Pull pull -> state.missing(pull.known(), pull.after(), 10);
            case Gossip.Gone gone -> state.remove(gone.from());
        }
        return false;
    }
}

package dev.wingbeat.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.admin.AdminException;
import dev.wingbeat.connection.ConnectionView;
import dev.wingbeat.connection.Connections.Connection;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Ref;
import dev.wingbeat.protocol.Reply;
import dev.wingbeat.protocol.Serializer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What taps show, and that they show no more than they may. */
class TapsTest {

    private static final int TICKS = 4;

    private final AtomicLong time = new AtomicLong();
    private final AtomicReference<@Nullable Consumer<Broadcast>> installed = new AtomicReference<>();
    private final AtomicReference<ConnectionView.@Nullable Tap> frames = new AtomicReference<>();
    private final List<String> ends = new ArrayList<>();
    private final Taps taps = new Taps("a", new Node(), time::get);

    /** What the node shows to whom. */
    private final class Node implements Taps.Source {
        @Override
        public void broadcasts(@Nullable Consumer<Broadcast> shown) {
            installed.set(shown);
        }

        @Override
        public void frames(ConnectionView.@Nullable Tap shown) {
            frames.set(shown);
        }

        @Override
        public void ended(String by, String action, JsonObject target) {
            ends.add(by + " " + action + " " + target.encode());
        }
    }

    /** A connection of a client that nothing is known of but its id. */
    private record Client(String socketId, String version) implements Connection {
        @Override
        public void close(DisconnectReason reason) {}

        @Override
        public ConnectionView view() {
            return new View(socketId, version);
        }
    }

    private record View(String socketId, String version) implements ConnectionView {
        @Override
        public String transport() {
            return "websocket";
        }

        @Override
        public long waiting() {
            return 0;
        }
    }

    private void says(Client client, String text) {
        ConnectionView.Tap shown = frames.get();
        if (shown != null) {
            shown.received(client, text.replace('\'', '"').getBytes(UTF_8), false);
        }
    }

    private void isTold(Client client, Frame frame) {
        ConnectionView.Tap shown = frames.get();
        if (shown != null) {
            shown.sent(client, frame);
        }
    }

    private void send(String topic, Object payload) {
        Consumer<Broadcast> shown = installed.get();
        if (shown != null) {
            shown.accept(Broadcast.of(topic, "said", payload));
        }
    }

    private static List<JsonObject> events(JsonObject read) {
        return read.getJsonArray("events").stream().map(JsonObject.class::cast).toList();
    }

    private void pass(long millis) {
        for (long left = millis; left > 0; left -= 1000 / TICKS) {
            time.addAndGet(TimeUnit.MILLISECONDS.toNanos(1000 / TICKS));
            taps.tick();
        }
    }

    @Test
    void nobodyIsShownAnythingUnlessThereIsATap() {
        assertNull(installed.get());
        taps.start("1", new Tap.Topics("room:1", false), null);
        assertNotNull(installed.get());
        taps.stop("1");
        assertNull(installed.get());
    }

    @Test
    void topicIsShownExactlyOrByItsBeginning() {
        taps.start("one", new Tap.Topics("room:1", false), null);
        taps.start("all", new Tap.Topics("room:", true), null);
        send("room:1", Map.of("n", 1));
        send("room:12", Map.of("n", 2));
        send("other", Map.of("n", 3));
        assertEquals(
                List.of("room:1"),
                events(taps.read("one")).stream()
                        .map(event -> event.getString("topic"))
                        .toList());
        assertEquals(
                List.of("{\"n\":1}", "{\"n\":2}"),
                events(taps.read("all")).stream()
                        .map(event -> event.getString("payload"))
                        .toList());
        assertEquals(List.of(), events(taps.read("all")), "events (expected: each once)");
    }

    @Test
    void hundredOfASecondAreShownAndTheOthersCounted() {
        taps.start("1", new Tap.Topics("room:1", false), null);
        int shown = 0;
        int dropped = 0;
        for (int second = 0; second < 3; second++) {
            for (int i = 0; i < 10_000; i++) {
                send("room:1", Map.of("n", i));
            }
            JsonObject read = taps.read("1");
            shown += events(read).size();
            dropped += read.getInteger("dropped");
            pass(1000);
        }
        assertEquals(3 * Budget.RATE, shown);
        assertEquals(30_000 - 3 * Budget.RATE, dropped);
    }

    @Test
    void tapThatNobodyReadsKeepsLittleAndEnds() {
        taps.start("1", new Tap.Topics("room:1", false), null);
        for (int second = 0; second < 10; second++) {
            for (int i = 0; i < 150; i++) {
                send("room:1", Map.of("n", i));
            }
            pass(1000);
        }
        assertEquals(2 * Budget.RATE, events(taps.read("1")).size());
        pass(TimeUnit.NANOSECONDS.toMillis(Tap.UNREAD));
        assertNull(installed.get());
        assertThrows(AdminException.class, () -> taps.read("1"));
    }

    @Test
    void tapEndsAfterTenMinutesHoweverOftenItIsRead() {
        taps.start("1", new Tap.Topics("room:1", false), null);
        for (int i = 0; i < 599; i++) {
            pass(1000);
            taps.read("1");
        }
        pass(1000);
        assertThrows(AdminException.class, () -> taps.read("1"));
        assertNull(installed.get());
    }

    @Test
    void payloadIsCutBetweenTwoCharactersAndBinaryIsShownAsDigits() {
        taps.start("1", new Tap.Topics("room:1", false), null);
        send("room:1", Map.of("text", "x" + "ü".repeat(2_000)));
        send("room:1", Buffer.buffer(new byte[] {1, (byte) 0xAB}));
        List<JsonObject> events = events(taps.read("1"));
        String text = events.getFirst().getString("payload");
        assertTrue(text.startsWith("{\"text\":\"xü"), text);
        assertTrue(text.endsWith("ü"), text);
        int bytes = text.getBytes(UTF_8).length;
        assertTrue(bytes > Tapped.MAX_BYTES - 2 && bytes <= Tapped.MAX_BYTES, () -> bytes + " bytes");
        assertEquals(4_012, events.getFirst().getInteger("bytes"));
        assertEquals("01ab", events.getLast().getString("payload"));
        assertTrue(events.getLast().getBoolean("binary"));
    }

    @Test
    void fourAreTheMost() {
        for (int i = 0; i < Taps.MAX_TAPS; i++) {
            taps.start("tap" + i, new Tap.Topics("room:1", false), null);
        }
        assertThrows(AdminException.class, () -> taps.start("more", new Tap.Topics("room:1", false), null));
        assertThrows(AdminException.class, () -> taps.start("more", new Tap.Topics("room:1", false), null));
        taps.stop("tap0");
        taps.stop("tap0");
        taps.start("more", new Tap.Topics("room:1", false), null);
        assertThrows(AdminException.class, () -> taps.start("another", new Tap.Topics("room:1", false), null));
    }

    @Test
    void ratesAreCountedWhileSomebodyAsksAndNotBeforeOrAfter() {
        send("room:1", Map.of());
        assertEquals(List.of(), taps.rates(topic -> true).getJsonArray("topics").getList());
        assertNotNull(installed.get());
        for (int i = 0; i < 6; i++) {
            send(i < 4 ? "room:1" : "room:2", Map.of());
        }
        send("lobby", Map.of());
        pass(2_000);
        JsonObject read = taps.rates(topic -> topic.startsWith("room:"));
        assertTrue(read.getBoolean("counted"));
        assertEquals(
                List.of("room:1 2.0", "room:2 1.0"),
                read.getJsonArray("topics").stream()
                        .map(JsonObject.class::cast)
                        .map(topic -> topic.getString("topic") + " " + topic.getDouble("rate"))
                        .toList());
        pass(20_000);
        assertNull(installed.get());
    }

    @Test
    void messagesOfConnectionsAreCountedInBothDirectionsWhileSomebodyAsks() {
        var ann = new Client("user:ann", "2.0.0");
        var bob = new Client("user:bob", "2.0.0");
        says(ann, "['1','2','room:1','said',{}]");
        assertNull(taps.connectionRates());
        for (int i = 0; i < 3; i++) {
            says(ann, "['1','2','room:1','said',{}]");
        }
        isTold(ann, Serializer.V2.encode(Broadcast.of("room:1", "news", Map.of())));
        pass(2_000);
        ToDoubleFunction<Connection> counted = taps.connectionRates();
        assertNotNull(counted);
        assertEquals(2.0, counted.applyAsDouble(ann));
        assertEquals(0.0, counted.applyAsDouble(bob));
        pass(20_000);
        assertNull(frames.get());
        assertNull(taps.connectionRates());
    }

    @Test
    void clientIsShownInBothDirectionsWithWhatItsVersionSays() {
        var ann = new Client("user:ann", "2.0.0");
        var old = new Client("user:ann", "1.0.0");
        var bob = new Client("user:bob", "2.0.0");
        taps.start("1", new Tap.Clients("user:ann"), "olga");
        assertNull(installed.get(), "broadcasts are shown (expected: clients only)");
        says(ann, "['1','2','room:1','said',{'n':1}]");
        says(bob, "['1','2','room:1','said',{'n':2}]");
        says(old, "{'topic':'room:2','event':'said','payload':{'n':3},'ref':'7'}");
        says(ann, "[null,null,7,'odd',{}]");
        says(ann, "[1,");
        isTold(ann, Serializer.V2.encode(new Reply(Ref.of("1"), Ref.of("2"), "room:1", "ok", Payload.EMPTY)));
        isTold(old, Serializer.V1.encode(Broadcast.of("room:2", "news", Map.of("n", 4))));
        isTold(ann, Serializer.V2.encode(Broadcast.of("room:1", "raw", Buffer.buffer(new byte[] {1, 2}))));
        assertEquals(
                List.of(
                        "in room:1 said {\"n\":1}",
                        "in room:2 said {\"n\":3}",
                        "in 7  {}",
                        "in  unreadable 5b312c",
                        "out room:1 phx_reply {\"status\":\"ok\",\"response\":{}}",
                        "out room:2 news {\"n\":4}",
                        "out room:1 raw 0102"),
                events(taps.read("1")).stream()
                        .map(event -> String.join(
                                " ",
                                event.getString("kind"),
                                event.getString("topic"),
                                event.getString("event"),
                                event.getString("payload")))
                        .toList());
        taps.stop("1");
        assertNull(frames.get());
    }

    @Test
    void tokensAndSeatsAreNotShown() {
        var ann = new Client("user:ann", "2.0.0");
        taps.start("1", new Tap.Clients("user:ann"), null);
        says(ann, "['1','2','auth','refresh',{'token':'a secret','n':1}]");
        says(ann, "['1','3','room:1','phx_join',{'seat':'a secret'}]");
        var room = Map.of("seat", "a secret", "you", "p1");
        isTold(
                ann,
                Serializer.V2.encode(new Reply(Ref.of("1"), Ref.of("3"), "room:1", "ok", Payload.of("room", room))));
        says(ann, "['1','4','room:1','said',{'seat':7,'in':[{'token':{}}]}]");
        assertEquals(
                List.of(
                        new JsonObject("{'token':'•••','n':1}".replace('\'', '"')),
                        new JsonObject("{'seat':'•••'}".replace('\'', '"')),
                        new JsonObject(
                                "{'status':'ok','response':{'room':{'seat':'•••','you':'p1'}}}".replace('\'', '"')),
                        new JsonObject("{'seat':7,'in':[{'token':{}}]}".replace('\'', '"'))),
                events(taps.read("1")).stream()
                        .map(event -> new JsonObject(event.getString("payload")))
                        .toList());
    }

    @Test
    void clientIsShownHundredOfASecondAndTheOthersCounted() {
        var ann = new Client("user:ann", "2.0.0");
        taps.start("1", new Tap.Clients("user:ann"), null);
        for (int i = 0; i < 1_000; i++) {
            says(ann, "['1',null,'room:1','said',{}]");
        }
        JsonObject read = taps.read("1");
        assertEquals(Budget.RATE, events(read).size());
        assertEquals(1_000 - Budget.RATE, read.getInteger("dropped"));
    }

    @Test
    void endOfATapIsToldOfWhoHasBegunIt() {
        taps.start("1", new Tap.Clients("user:ann"), "olga");
        taps.start("2", new Tap.Topics("room:1", false), "olga");
        taps.start("3", new Tap.Topics("room:1", false), null); // another node tells it
        taps.stop("2");
        pass(TimeUnit.NANOSECONDS.toMillis(Tap.UNREAD));
        assertEquals(List.of("olga tap.end {\"socket_id\":\"user:ann\",\"tap\":\"1\"}"), ends);
        assertNull(frames.get());
    }

    private static List<String> headers(JsonObject log) {
        return log.getJsonArray("frames").stream()
                .map(JsonObject.class::cast)
                .map(frame -> String.join(
                        " ",
                        frame.getString("direction"),
                        frame.getString("topic"),
                        frame.getString("event"),
                        frame.getString("ref"),
                        String.valueOf(frame.getInteger("bytes"))))
                .toList();
    }

    @Test
    void lastHeadersOfOneConnectionAreKeptForTenMinutesAndNoPayload() {
        var ann = new Client("user:ann", "2.0.0");
        var other = new Client("user:other", "2.0.0");
        says(ann, "['1','0','room:1','before',{}]");
        assertEquals("{\"on\":false}", taps.readLog(ann).encode());
        taps.startLog(ann, "olga", "the name of the connection");
        taps.startLog(ann, "vera", "again");
        for (int i = 10; i < 10 + FrameLog.KEPT; i++) {
            says(ann, "['1','" + i + "','room:1','said',{'text':'secret'}]");
            says(other, "['1','" + i + "','room:1','said',{'text':'secret'}]");
        }
        isTold(ann, Serializer.V2.encode(new Reply(Ref.of("1"), Ref.of("29"), "room:1", "ok", Payload.EMPTY)));
        JsonObject log = taps.readLog(ann);
        assertEquals(FrameLog.KEPT, headers(log).size());
        assertEquals("out room:1 phx_reply 29 61", headers(log).getFirst());
        assertEquals("in room:1 said 29 44", headers(log).get(1));
        assertEquals("in room:1 said 11 44", headers(log).getLast());
        assertEquals(FrameLog.KEPT + 1, log.getInteger("seen"));
        assertTrue(!log.encode().contains("secret"), log::encode);
        assertEquals(headers(log), headers(taps.readLog(ann)), "headers (expected: kept when they are read)");
        pass(TimeUnit.NANOSECONDS.toMillis(Tap.LONGEST));
        assertEquals(List.of("olga frames.end {\"connection\":\"the name of the connection\"}"), ends);
        assertEquals("{\"on\":false}", taps.readLog(ann).encode());
        assertNull(frames.get());
    }

    @Test
    void fourConnectionsAreLoggedAtMost() {
        for (int i = 0; i < Taps.MAX_TAPS; i++) {
            taps.startLog(new Client("user:" + i, "2.0.0"), "olga", "name");
        }
        var more = new Client("user:more", "2.0.0");
        assertThrows(AdminException.class, () -> taps.startLog(more, "olga", "name"));
        assertTrue(taps.stopLog(new Client("user:0", "2.0.0")));
        assertTrue(!taps.stopLog(new Client("user:0", "2.0.0")));
        taps.startLog(more, "olga", "name");
    }
}

package dev.wingbeat.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients can make the log say. */
class LogTest {

    private static final Logger LOGGER = Logger.getLogger("dev.wingbeat.channel");

    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                records.add(record);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final TestHub hub = new TestHub(1).route("room:*", () -> (topic, payload, socket) -> JoinResult.ok());

    @BeforeEach
    void listen() {
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void close() {
        LOGGER.removeHandler(handler);
        hub.close();
    }

    @Test
    void clientThatKeepsMisbehavingIsReportedOnce() {
        var client = hub.connect();
        for (int i = 0; i < 20; i++) {
            client.send("['1','1','nowhere','phx_join',{}]")
                    .expect(
                            "[null,'1','nowhere','phx_reply',{'status':'error','response':{'reason':'unmatched topic'}}]");
            client.join("room:1", "1")
                    .send("['1','2','room:1','unheard of',{}]")
                    .expectError("room:1", "1");
        }
        assertEquals(1, records.size());
        assertEquals("no route for topic nowhere", records.getFirst().getMessage());
    }

    @Test
    void topicsAndEventsTakeOneShortLine() {
        var topic = "room:" + "x".repeat(100_000);
        hub.connect()
                .send("['1','1','" + topic + "','phx_join',{}]")
                .expectJoined(topic, "1")
                .send("['1','2','" + topic + "','forged\\nSEVERE " + "y".repeat(100_000) + "',{}]")
                .expectError(topic, "1");
        assertEquals(1, records.size());
        var text = records.getFirst().getMessage();
        assertTrue(text.startsWith("no handler for event forged.SEVERE yyy"), text);
        assertTrue(text.length() < 400, () -> text.length() + " characters");
    }
}

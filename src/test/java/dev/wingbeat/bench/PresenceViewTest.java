package dev.wingbeat.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.load.JsonCursor;
import dev.wingbeat.load.UnreadableMessageException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The view that a client of the protocol must come to, whatever the order of what it gets. */
class PresenceViewTest {

    private final PresenceView view = new PresenceView();

    private void state(String list) {
        var json = list.getBytes(UTF_8);
        view.state(cursor(json), json);
    }

    private void diff(String joins, String leaves) {
        var json = "{\"leaves\":%s,\"joins\":%s}".formatted(leaves, joins).getBytes(UTF_8);
        view.diff(cursor(json), json);
    }

    private static JsonCursor cursor(byte[] json) {
        var cursor = new JsonCursor();
        cursor.reset(json, 0, json.length);
        return cursor;
    }

    /** Writes an entry with metas of these refs. */
    private static String entry(String key, String... refs) {
        var metas = new StringBuilder();
        for (var ref : refs) {
            metas.append(metas.isEmpty() ? "" : ",")
                    .append("{\"dev\":{\"phx_ref\":\"no\"},\"phx_ref\":\"%s\",\"phx_ref_prev\":\"x\"}".formatted(ref));
        }
        return "{\"%s\":{\"user\":{\"metas\":[]},\"metas\":[%s]}}".formatted(key, metas);
    }

    @Test
    void nobodyIsThereBeforeTheFirstState() {
        diff(entry("a", "1"), "{}");
        assertEquals(0, view.size());
    }

    @Test
    void diffsBeforeTheStateWaitForIt() {
        diff(entry("b", "2"), "{}");
        diff("{}", entry("a", "1"));
        state(entry("a", "1"));
        assertEquals(List.of(), view.refs("a"));
        assertEquals(List.of("2"), view.refs("b"));
        assertEquals(1, view.size());
    }

    @Test
    void aJoinThatTheStateHadAlreadyChangesNothing() {
        state(entry("a", "1"));
        diff(entry("a", "1"), "{}");
        assertEquals(List.of("1"), view.refs("a"));
    }

    @Test
    void aSecondDeviceIsAnotherMetaOfTheKey() {
        state(entry("a", "1"));
        diff(entry("a", "2"), "{}");
        assertEquals(List.of("1", "2"), view.refs("a"));
        diff("{}", entry("a", "1"));
        assertEquals(List.of("2"), view.refs("a"));
        diff("{}", entry("a", "2"));
        assertEquals(0, view.size());
    }

    @Test
    void anUpdateIsAJoinAndALeaveInOne() {
        state(entry("a", "1"));
        diff(entry("a", "2"), entry("a", "1"));
        assertEquals(List.of("2"), view.refs("a"));
    }

    @Test
    void aNewStateReplacesTheOld() {
        state(entry("a", "1"));
        state(entry("b", "2"));
        assertEquals(List.of(), view.refs("a"));
        assertEquals(1, view.size());
    }

    @Test
    void aLeaveOfWhatIsNotThereChangesNothing() {
        state(entry("a", "1"));
        diff("{}", entry("a", "7"));
        diff("{}", entry("c", "7"));
        assertEquals(List.of("1"), view.refs("a"));
        assertEquals(1, view.size());
    }

    @Test
    void nobodyIsAStateToo() {
        state("{}");
        assertEquals(0, view.size());
    }

    @Test
    void whatIsNoListIsUnreadable() {
        assertThrows(UnreadableMessageException.class, () -> state("[]"));
        assertThrows(UnreadableMessageException.class, () -> state("{\"a\":{\"metas\":{}}}"));
    }
}

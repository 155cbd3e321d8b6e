package dev.wingbeat.guide;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.channel.StopReason;
import dev.wingbeat.testkit.ChannelHarness;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChatRoomHarnessTest {
    private final ChannelHarness room = ChannelHarness.of(ChatRoom::new);

    @Test
    void shoutIsBroadcast() {
        room.join("room:lobby");
        room.push("shout", Map.of("body", "hello")).assertReply("ok");
        room.assertBroadcast("shout", Map.of("body", "hello"));
        room.leave().assertStopped(StopReason.LEFT);
    }

    @Test
    void unknownEventsCrashTheChannel() {
        room.join("room:lobby");
        assertThrows(IllegalStateException.class, () -> room.push("whisper"));
    }
}

package dev.wingbeat.channel;

import dev.wingbeat.conformance.Proves;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.limit.NodeLimits;
import dev.wingbeat.limit.SlowPolicy;
import dev.wingbeat.protocol.Payload;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the channels of a client that takes nothing send, and what they do not. */
class SlowClientTest {

    private final LoopHub hub = new LoopHub(1);

    /** Pushes or broadcasts what it is told, and answers. */
    private static final class Busy implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            switch (event) {
                case "push" -> socket.push("p", payload);
                case "broadcast" -> socket.broadcast("b", payload);
                case "presence" -> socket.broadcast("presence_diff", payload);
                case "fail" -> throw new IllegalStateException("as it was told");
                default -> {}
            }
            return event.equals("ask") ? HandleResult.ok(payload) : HandleResult.noReply();
        }
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private LoopClient connect(SlowPolicy policy) {
        hub.route(new ChannelRoute(
                "room:*",
                Busy::new,
                Execution.EVENT_LOOP,
                Assigns.NONE,
                ChannelRoute.CALLBACK_TIMEOUT,
                Set.of(),
                null,
                null,
                policy,
                null));
        return hub.connect().join("room:a", "1").writable(false);
    }

    private static String in(String event, int n) {
        return "['1',null,'room:a','%s',{'n':%d}]".formatted(event, n);
    }

    private static String broadcast(int n) {
        return "[null,null,'room:a','b',{'n':%d}]".formatted(n);
    }

    private static String push(int n) {
        return "['1',null,'room:a','p',{'n':%d}]".formatted(n);
    }

    private static String reply(String ref, int n) {
        return "['1','%s','room:a','phx_reply',{'status':'ok','response':{'n':%d}}]".formatted(ref, n);
    }

    @Test
    @Proves("SLOW-02")
    void theLatestOfEachEventIsSentInOrderOfTheLastWrite() {
        connect(SlowPolicy.latest())
                .send(in("broadcast", 1), in("push", 2), in("broadcast", 3), in("broadcast", 4), in("push", 5))
                .expectNothing()
                .writable(true)
                .expect(broadcast(4), push(5))
                .send(in("broadcast", 6))
                .expect(broadcast(6))
                .expectNothing();
    }

    @Test
    @Proves("SLOW-02")
    void theLatestByAKeyOfThePayload() {
        connect(SlowPolicy.latest("n"))
                .send(in("broadcast", 1), in("broadcast", 2), in("broadcast", 1), in("broadcast", 3))
                .expectNothing()
                .writable(true)
                .expect(broadcast(2), broadcast(1), broadcast(3))
                .expectNothing();
    }

    @Test
    @Proves("SLOW-03")
    void howManyOfTheOldestWereDroppedIsTold() {
        connect(SlowPolicy.dropOldest(2))
                .send(in("broadcast", 1), in("push", 2), in("broadcast", 3), in("push", 4))
                .expectNothing()
                .writable(true)
                .expect("['1',null,'room:a','slow',{'dropped':2}]", broadcast(3), push(4))
                .expectNothing();
    }

    @Test
    @Proves("SLOW-04")
    void whatIsVolatileIsDropped() {
        connect(SlowPolicy.dropWhenSlow())
                .send(in("broadcast", 1), in("push", 2), "['1','a','room:a','ask',{'n':3}]")
                .expect(reply("a", 3))
                .writable(true)
                .send(in("push", 4))
                .expect(push(4))
                .expectNothing();
    }

    @Test
    void withoutAPolicyEverythingIsSentAtOnce() {
        connect(SlowPolicy.disconnect()).send(in("broadcast", 1), in("push", 2)).expect(broadcast(1), push(2));
    }

    @Test
    @Proves("SLOW-01")
    void repliesAndPresenceKeepTheirPlace() {
        connect(SlowPolicy.latest())
                .send(
                        in("push", 1),
                        "['1','a','room:a','ask',{'n':2}]",
                        in("presence", 3),
                        in("push", 4),
                        "['1','b','room:a','ask',{'n':5}]")
                .expectNothing()
                .writable(true)
                .expect(reply("a", 2), "[null,null,'room:a','presence_diff',{'n':3}]", push(4), reply("b", 5));
    }

    @Test
    void otherTopicsAreNotHeldUp() {
        var client = connect(SlowPolicy.latest()).send(in("push", 1));
        client.join("room:b", "2")
                .send("['2','a','room:b','ask',{}]")
                .expect("['2','a','room:b','phx_reply',{'status':'ok','response':{}}]");
    }

    @Test
    @Proves("SLOW-01")
    void leaveAnswersWhatWaits() {
        connect(SlowPolicy.latest())
                .send(in("push", 1), "['1','a','room:a','ask',{'n':2}]", "['1','l','room:a','phx_leave',{}]")
                .expect(reply("a", 2), "['1','l','room:a','phx_reply',{'status':'ok','response':{}}]")
                .expectClose("room:a", "1")
                .writable(true)
                .expectNothing();
    }

    @Test
    void aCrashIsToldBehindTheReplies() {
        connect(SlowPolicy.latest())
                .send(in("push", 1), "['1','a','room:a','ask',{'n':2}]", in("fail", 0))
                .expect(reply("a", 2))
                .expectError("room:a", "1")
                .join("room:a", "2");
    }

    @Test
    void whatIsConfiguredTakesThePlaceOfTheRoutesPolicy() {
        var limits = new LimitOptions().off().slow("room:*", SlowPolicy.dropWhenSlow());
        hub.limits(new NodeLimits(limits.limits(), System::nanoTime));
        connect(SlowPolicy.latest())
                .send(in("push", 1), "['1','a','room:a','ask',{'n':2}]")
                .expect(reply("a", 2))
                .writable(true)
                .expectNothing();
    }
}

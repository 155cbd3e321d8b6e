package dev.wingbeat.testkit;

import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.testkit.Monitor.Waits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The running half of a {@link ChannelHarness}: calls the channel, and settles what it decides as a hub does. */
final class HarnessChannel {

    private static final Waits AT_ONCE = new Waits(Duration.ZERO, Duration.ZERO);

    private final Supplier<? extends Channel> factory;
    private final Monitor monitor = new Monitor();
    private final HarnessMailbox mailbox = new HarnessMailbox(monitor);
    private final HarnessTimers timers;
    private final HarnessPubSub pubSub = new HarnessPubSub(monitor, broadcast -> broadcasted(broadcast, true));
    private final List<Runnable> endTasks = new ArrayList<>();
    private final List<Runnable> joinTasks = new ArrayList<>();
    private final HarnessRecord record = new HarnessRecord(monitor, () -> AT_ONCE);
    private Set<String> intercepts = Set.of();
    private @Nullable Channel channel;
    private @Nullable HarnessSocket socket;
    private @Nullable TestPush handling;

    HarnessChannel(Supplier<? extends Channel> factory, TestClock clock) {
        this.factory = factory;
        this.timers = new HarnessTimers(clock);
    }

    // --- what the client does

    /** Begins the join. */
    TestPush join(String topic, Payload params, @Nullable String id, Assigns assigns) {
        if (socket != null) {
            throw new IllegalStateException("topic: " + topic + " (expected: one join of a harness)");
        }
        record.begin(topic);
        Channel made = factory.get();
        var joining = new HarnessSocket(this, topic, id, assigns);
        channel = made;
        socket = joining;
        TestPush join = newPush("\"phx_join\" " + Match.text(params) + " on " + topic);
        mailbox.offer(() -> settleJoin(call(() -> made.join(topic, params, joining)), join));
        return join;
    }

    /** Handles an event of the client. */
    TestPush push(String event, Payload payload) {
        TestPush push = newPush('"' + event + "\" " + Match.text(payload) + " on " + socket().topic());
        offer(() -> {
            handling = push;
            settle(call(() -> application().handleIn(event, payload, socket())), push);
            handling = null;
        });
        return push;
    }

    /** Handles a broadcast of somebody else. */
    void broadcast(Broadcast broadcast) {
        if (broadcast.topic().equals(socket().topic())) {
            deliver(broadcast);
        } else {
            heard(broadcast);
        }
    }

    void advance(Duration by) {
        timers.advance(by, this::info);
    }

    /** Returns what it has done by now; throws what a future has failed with meanwhile. */
    HarnessRecord done() {
        mailbox.check();
        return record;
    }

    // --- for the socket

    void pushed(Broadcast push) {
        if (!record.joined()) {
            throw new IllegalStateException("push of " + push.event() + " before the join of " + push.topic()
                    + " has completed (expected: send yourself a message and push from handleInfo)");
        }
        record.push(push);
    }

    /** Notes a broadcast of the channel, and delivers it: to its own client only if it is meant for all. */
    void broadcasted(Broadcast broadcast, boolean all) {
        record.broadcast(broadcast);
        if (!broadcast.topic().equals(socket().topic())) {
            heard(broadcast);
        } else if (all) {
            deliver(broadcast);
        }
    }

    /** Handles a diff of the presence, which is for clients only. */
    void told(Broadcast diff) {
        if (record.joined() && record.end() == null && diff.topic().equals(socket().topic())) {
            deliver(diff);
        }
    }

    void deliver(Broadcast broadcast) {
        if (intercepts.contains(broadcast.event())) {
            offer(() -> settle(
                    call(() -> application().handleOut(broadcast.event(), broadcast.payload(), socket())), null));
        } else if (record.joined()) {
            record.push(broadcast);
        }
    }

    private void heard(Broadcast broadcast) {
        pubSub.heard(broadcast, this::info);
    }

    void info(Object message) {
        offer(() -> settle(call(() -> application().handleInfo(message, socket())), null));
    }

    @Nullable
    TestPush handling() {
        return handling;
    }

    void replied(TestPush push, String status, Payload response) {
        monitor.change(() -> push.replied(status, response));
    }

    TimerRef timer(Duration delay, Object message) {
        return timers.start(delay, message);
    }

    HarnessPubSub pubSub() {
        return pubSub;
    }

    void afterJoin(Runnable task) {
        if (record.joined()) {
            task.run();
        } else {
            joinTasks.add(task);
        }
    }

    void onEnd(Runnable task) {
        if (record.end() != null) {
            task.run();
        } else {
            endTasks.add(task);
        }
    }

    // --- settling

    TestPush newPush(String label) {
        return new TestPush(label, monitor, () -> AT_ONCE, record::shown, record::whyOver);
    }

    /** Adds a task, unless the channel has ended: what comes then is nobody's. */
    void offer(Runnable task) {
        mailbox.check();
        mailbox.offer(() -> {
            if (record.end() == null) {
                task.run();
            }
        });
    }

    /** Calls a callback; what it throws ends the channel, and is thrown on. */
    <T> T call(Callable<T> callback) {
        try {
            return callback.call();
        } catch (RuntimeException e) {
            crash(e);
            throw e;
        } catch (Exception e) {
            crash(e);
            throw new AssertionError(e.toString(), e);
        }
    }

    private void crash(Throwable cause) {
        end(StopReason.failure(cause));
    }

    private void crashLater(Throwable cause) {
        crash(cause);
        throw cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
    }

    private void settleJoin(JoinResult result, TestPush join) {
        switch (result) {
            case JoinResult.Pending(var future) ->
                mailbox.await(future, later -> settleJoin(later, join), this::crashLater);
            case JoinResult.State(var state) ->
                mailbox.await(call(state), response -> accept(response, join), this::crashLater);
            case JoinResult.Accepted(var response) -> accept(response, join);
            case JoinResult.Refused(var response) -> {
                record.end(StopReason.shutdown("refused"));
                replied(join, "error", response);
                endTasks.forEach(Runnable::run);
            }
        }
    }

    private void accept(Payload response, TestPush join) {
        intercepts = Set.copyOf(application().intercepts());
        replied(join, "ok", response);
        record.join();
        List.copyOf(joinTasks).forEach(Runnable::run);
    }

    private void settle(HandleResult result, @Nullable TestPush push) {
        switch (result) {
            case HandleResult.Pending(var future) ->
                mailbox.await(future, later -> settle(later, push), this::crashLater);
            case HandleResult.NoReply nothing -> {}
            case HandleResult.Ignored ignored -> {}
            case HandleResult.Reply(String status, Payload response) -> reply(push, status, response);
            case HandleResult.BadPayload(var bad) -> reply(push, "error", bad.response());
            case HandleResult.Stop(StopReason reason, var reply) -> {
                if (reply != null) {
                    reply(push, reply.status(), reply.response());
                }
                end(reason);
            }
            case HandleResult.Unknown(String event) -> end(StopReason.failure("no handler for event " + event));
        }
    }

    private void reply(@Nullable TestPush push, String status, Payload response) {
        if (push == null) {
            throw new IllegalStateException("a reply to nothing (expected: a reply from handleIn only)");
        }
        replied(push, status, response);
    }

    /** Ends the channel, and lets it clean up. */
    void end(StopReason reason) {
        if (record.end() != null) {
            return;
        }
        boolean joined = record.joined();
        record.end(reason);
        timers.clear();
        pubSub.clear();
        mailbox.clear();
        List.copyOf(endTasks).forEach(Runnable::run);
        if (joined) {
            call(() -> {
                application().terminate(reason, socket());
                return reason;
            });
        }
    }

    private Channel application() {
        Channel made = channel;
        if (made == null) {
            throw new IllegalStateException("not joined (expected: join first)");
        }
        return made;
    }

    HarnessSocket socket() {
        HarnessSocket made = socket;
        if (made == null) {
            throw new IllegalStateException("not joined (expected: join first)");
        }
        return made;
    }
}

package dev.wingbeat.transport;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.lane.LaneCounters;
import dev.wingbeat.lane.RenewableConsumer;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.transport.LongPollPeer.Poll;
import dev.wingbeat.transport.LongPollPeer.PollOutcome;
import dev.wingbeat.transport.LongPollPeer.PostOutcome;
import dev.wingbeat.transport.LongPollPeer.Posted;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Receives the polls and posts for long-poll servers of this node that have come in on other nodes, and hands over those for
 * servers of other nodes: one event-bus address for each node. May be used from any thread.
 */
final class LongPollBus {

    private static final System.Logger LOGGER = System.getLogger(LongPollBus.class.getName());

    private static final RateLimitedLog UNREADABLE = new RateLimitedLog(LOGGER, WARNING);

    private static final String ADDRESS = "wingbeat.longpoll.";
    private static final String OPERATION = "operation";
    private static final String SERVER = "server";
    private static final String POLL = "poll";
    private static final String OUTCOME = "outcome";
    private static final String ABANDON = "abandon";
    private static final String POST = "post";
    private static final String ALIVE = "alive";
    private static final String MESSAGES = "messages";
    private static final String NOTHING = "nothing";
    private static final String GONE = "gone";

    private final EventBus bus;
    private final Function<String, ? extends @Nullable LongPollPeer> servers;
    private final Map<String, Poll> polls = new ConcurrentHashMap<>();
    private final RenewableConsumer consumer;
    private final LaneCounters counters;
    private final AtomicLong posting = new AtomicLong();
    private volatile long mostPosting = Long.MAX_VALUE;

    LongPollBus(
            EventBus bus,
            String node,
            Function<String, ? extends @Nullable LongPollPeer> servers,
            LaneCounters counters) {
        this.counters = counters;
        this.bus = bus;
        this.servers = servers;
        this.consumer = new RenewableConsumer(bus, ADDRESS + node, this::handle);
    }

    /** Listens for the other nodes; completes when they can know. */
    Future<Void> listen() {
        return consumer.start();
    }

    /** Listens no more. */
    Future<Void> close() {
        return consumer.stop();
    }

    /** Registers anew, should the cluster have forgotten that it listens. */
    Future<Void> renew() {
        return consumer.renew();
    }

    /** Sets how many bytes may be on their way to other nodes when something large is to follow them. */
    void mostPosting(long bytes) {
        mostPosting = bytes;
    }

    /** Returns how many bytes have been posted here for servers of other nodes, which have not answered yet. */
    long posting() {
        return posting.get();
    }

    /** Returns a server of another node. */
    LongPollPeer remote(LongPollToken token, LongPollOptions settings) {
        return new Remote(token, settings);
    }

    /** Receives what comes off the bus, which may be from anybody: what makes no sense is counted, and told rarely. */
    private void handle(Message<Object> message) {
        try {
            take(message, servers.apply(header(message, SERVER)));
        } catch (RuntimeException e) {
            counters.rejected(1);
            UNREADABLE.log(() -> "a long-poll message cannot be read: " + LogText.of(e));
            message.fail(400, "unreadable");
        }
    }

    private void take(Message<Object> message, @Nullable LongPollPeer server) {
        switch (header(message, OPERATION)) {
            case ALIVE -> message.reply(Buffer.buffer(), outcome(server == null ? GONE : ALIVE));
            case POLL -> poll(message, server);
            case ABANDON -> {
                Poll poll = polls.remove(header(message, POLL));
                if (poll != null) {
                    poll.abandon();
                }
            }
            case POST -> {
                List<Posted> messages = PostedMessages.decode(body(message));
                Future<PostOutcome> outcome =
                        server == null ? Future.succeededFuture(PostOutcome.GONE) : server.post(messages);
                outcome.onComplete(
                        posted -> message.reply(Buffer.buffer(), outcome(posted.name())),
                        cause -> message.fail(500, cause.toString()));
            }
            default -> throw new IllegalArgumentException("operation: " + LogText.of(header(message, OPERATION)));
        }
    }

    private void poll(Message<Object> message, @Nullable LongPollPeer server) {
        if (server == null) {
            message.reply(Buffer.buffer(), outcome(GONE));
            return;
        }
        String id = header(message, POLL);
        Poll poll = server.poll();
        polls.put(id, poll);
        poll.outcome()
                .onComplete(
                        done -> {
                            polls.remove(id, poll);
                            switch (done) {
                                case PollOutcome.Messages(Buffer body) -> message.reply(body, outcome(MESSAGES));
                                case PollOutcome.Nothing nothing -> message.reply(Buffer.buffer(), outcome(NOTHING));
                                case PollOutcome.Gone gone -> message.reply(Buffer.buffer(), outcome(GONE));
                            }
                        },
                        cause -> {
                            polls.remove(id, poll);
                            message.fail(500, cause.toString());
                        });
    }

    /** A server that lives on another node. A node that does not answer in time counts as gone with its servers. */
    private final class Remote implements LongPollPeer {
        private final LongPollToken token;
        private final LongPollOptions settings;

        Remote(LongPollToken token, LongPollOptions settings) {
            this.token = token;
            this.settings = settings;
        }

        @Override
        public Poll poll() {
            return new RemotePoll(this);
        }

        @Override
        public Future<PostOutcome> post(List<Posted> messages) {
            int bytes = messages.stream()
                    .mapToInt(message -> message.bytes().length)
                    .sum();
            if (bytes > LoopAccount.LARGE && posting.get() + bytes > mostPosting) {
                return Future.succeededFuture(PostOutcome.BUSY);
            }
            posting.addAndGet(bytes);
            return alive().compose(alive -> request(options(POST, settings.window()), PostedMessages.encode(messages)))
                    .map(reply -> PostOutcome.valueOf(header(reply, OUTCOME)))
                    .otherwise(PostOutcome.GONE)
                    .onComplete(done -> posting.addAndGet(-bytes));
        }

        /** Asks for a sign of life, for as long as the configuration allows, and fails without one. */
        private Future<Message<Object>> alive() {
            return request(options(ALIVE, settings.pubSubTimeout()), Buffer.buffer())
                    .compose(reply -> header(reply, OUTCOME).equals(ALIVE)
                            ? Future.succeededFuture(reply)
                            : Future.failedFuture("server gone"));
        }

        private Future<Message<Object>> request(DeliveryOptions options, Buffer body) {
            return bus.request(ADDRESS + token.node(), body, options);
        }

        private DeliveryOptions options(String operation, Duration timeout) {
            return new DeliveryOptions()
                    .setSendTimeout(timeout.toMillis())
                    .addHeader(OPERATION, operation)
                    .addHeader(SERVER, token.id());
        }
    }

    /**
     * A poll of a server of another node. Its three messages leave in order: what gives it up must not overtake it, and it does
     * not leave any more once it was given up. Confined to the thread that polls.
     */
    private final class RemotePoll implements Poll {
        private final Remote server;
        private final String id = UUID.randomUUID().toString();
        private final Future<PollOutcome> outcome;
        private boolean sent;
        private boolean abandoned;

        RemotePoll(Remote server) {
            this.server = server;
            this.outcome = server.alive()
                    .compose(alive -> send())
                    .map(this::outcomeOf)
                    .otherwise(cause -> abandoned ? new PollOutcome.Nothing() : new PollOutcome.Gone());
        }

        @Override
        public Future<PollOutcome> outcome() {
            return outcome;
        }

        @Override
        public void abandon() {
            if (sent && !abandoned && !outcome.isComplete()) {
                bus.send(
                        ADDRESS + server.token.node(),
                        Buffer.buffer(),
                        server.options(ABANDON, server.settings.window()).addHeader(POLL, id));
            }
            abandoned = true;
        }

        private Future<Message<Object>> send() {
            if (abandoned) {
                return Future.failedFuture("given up");
            }
            sent = true;
            Duration patience = server.settings.window().plus(server.settings.pubSubTimeout());
            return server.request(server.options(POLL, patience).addHeader(POLL, id), Buffer.buffer());
        }

        private PollOutcome outcomeOf(Message<Object> reply) {
            return switch (header(reply, OUTCOME)) {
                case MESSAGES -> new PollOutcome.Messages(messages(body(reply)));
                case NOTHING -> new PollOutcome.Nothing();
                default -> new PollOutcome.Gone();
            };
        }

        /** Clients are sent the answer as it is. */
        private Buffer messages(Buffer body) {
            Payload checked = Payload.checkedJson(body.getBytes());
            if (checked == null) {
                counters.rejected(1);
                throw new IllegalArgumentException("answer: " + body.length() + " bytes (expected: JSON)");
            }
            return body;
        }
    }

    private static Buffer body(Message<Object> message) {
        if (message.body() instanceof Buffer body) {
            return body;
        }
        throw new IllegalArgumentException("body: not bytes (expected: bytes)");
    }

    private static DeliveryOptions outcome(String outcome) {
        return new DeliveryOptions().addHeader(OUTCOME, outcome);
    }

    private static String header(Message<?> message, String name) {
        String value = message.headers().get(name);
        return value == null ? "" : value;
    }
}

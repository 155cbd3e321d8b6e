package dev.wingbeat.client;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of long-poll: polls all the time on a virtual thread of its own, and posts one message after the other. The
 * statuses of the protocol are those in the bodies of answers. May be used from any thread. Internal seam between client and
 * testkit.
 */
public final class LongPollSession {

    /** The server has not opened a session. */
    public static final class RefusedSessionException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final int status;

        RefusedSessionException(URI uri, int status) {
            super(uri + ": status " + status + " (expected: a session)");
            this.status = status;
        }

        /** Returns the status of the protocol, or that of HTTP. */
        public int status() {
            return status;
        }
    }

    /** An answer of the server. */
    private record Answer(int status, JsonObject body) {}

    private static final int OK = 200;
    private static final int NOTHING = 204;
    private static final int TIMEOUT = 408;
    private static final int OPENED = 410;

    private final HttpClient http;
    private final URI uri;
    private final Map<String, String> headers;
    private final boolean batches;
    private final String token;
    private final ReentrantLock sending = new ReentrantLock();

    /** Guards the three below. */
    private final ReentrantLock state = new ReentrantLock();

    private final Condition readsOn = state.newCondition();
    private boolean paused;
    private boolean over;
    private @Nullable Thread poller;

    private LongPollSession(HttpClient http, URI uri, Map<String, String> headers) throws IOException {
        this.http = http;
        this.uri = uri;
        this.headers = headers;
        this.batches = uri.getQuery().contains("vsn=2.");
        Answer opening = ask(request(null).GET());
        String opened = opening.body.getString("token");
        if (opening.status != OPENED || opened == null) {
            throw new RefusedSessionException(uri, opening.status);
        }
        this.token = opened;
    }

    /**
     * Opens a session, and waits until it is.
     *
     * @param uri with scheme http or https, {@code vsn} and the parameters
     * @param headers of each request
     * @throws RefusedSessionException when the server refuses it
     */
    public static LongPollSession open(HttpClient http, URI uri, Map<String, String> headers) throws IOException {
        return new LongPollSession(http, uri, headers);
    }

    /**
     * Begins to poll.
     *
     * @param received takes each message, on the thread that polls
     * @param ended takes why the session has ended, once, unless {@link #close} ends it
     */
    public void start(Consumer<String> received, Consumer<String> ended) {
        Thread started = Thread.ofVirtual().name("poll " + uri.getPath()).unstarted(() -> poll(received, ended));
        state.lock();
        try {
            poller = started;
        } finally {
            state.unlock();
        }
        started.start();
    }

    private void poll(Consumer<String> received, Consumer<String> ended) {
        String why = null;
        while (why == null && !isOver()) {
            try {
                Answer answer = ask(request(token).GET());
                awaitReading();
                switch (answer.status) {
                    case OK -> answer.body.getJsonArray("messages").forEach(text -> received.accept(text.toString()));
                    case NOTHING -> {}
                    default -> why = "status " + answer.status;
                }
            } catch (IOException e) {
                why = e.toString();
            }
        }
        if (why != null && !isOver()) {
            ended.accept(why);
        }
    }

    /**
     * Posts a {@link String} as text or a {@link ByteBuffer} as binary, and waits until the server has taken it.
     *
     * @return whether the session is still there
     */
    public boolean send(Object message) throws IOException {
        String line = message instanceof ByteBuffer bytes ? base64(bytes) : message.toString();
        sending.lock();
        try {
            int status = ask(request(token)
                            .header("content-type", batches ? "application/x-ndjson" : "application/json")
                            .POST(BodyPublishers.ofString(line)))
                    .status;
            return status == OK || status == TIMEOUT;
        } finally {
            sending.unlock();
        }
    }

    private static String base64(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.duplicate().get(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Stops polling and taking messages, or goes on. */
    public void pause(boolean pausing) {
        state.lock();
        try {
            paused = pausing;
            readsOn.signalAll();
        } finally {
            state.unlock();
        }
    }

    /** Polls no more, which is how clients end a session: the server notices once nobody has polled for a while. */
    public void close() {
        state.lock();
        try {
            over = true;
            readsOn.signalAll();
            if (poller != null) {
                poller.interrupt();
            }
        } finally {
            state.unlock();
        }
    }

    private boolean isOver() {
        state.lock();
        try {
            return over;
        } finally {
            state.unlock();
        }
    }

    private void awaitReading() {
        state.lock();
        try {
            while (paused && !over) {
                readsOn.awaitUninterruptibly();
            }
        } finally {
            state.unlock();
        }
    }

    private HttpRequest.Builder request(@Nullable String session) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(session == null ? uri : URI.create(uri + "&token=" + session));
        headers.forEach(request::header);
        return request;
    }

    private Answer ask(HttpRequest.Builder request) throws IOException {
        try {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            JsonObject body = answer.statusCode() == OK ? new JsonObject(answer.body()) : new JsonObject();
            return new Answer(body.getInteger("status", answer.statusCode()), body);
        } catch (DecodeException e) {
            throw new IOException(uri + ": no JSON (expected: an answer of long-poll)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(uri + ": interrupted", e);
        }
    }
}

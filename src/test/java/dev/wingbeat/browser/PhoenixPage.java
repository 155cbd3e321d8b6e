package dev.wingbeat.browser;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A page with phoenix.js, for one user: {@code browser/client.js} holds the other half.
 *
 * <p>Payloads are JSON with single quotes, or {@code bytes 1,2,3}; replies are a status and a payload; what a topic heard is
 * an event and a payload.
 */
final class PhoenixPage {

    private static final String CALL = """
            const done = arguments[2];
            Promise.resolve()
              .then(() => client[arguments[0]](...arguments[1]))
              .then((value) => done({ value: value ?? "" }), (error) => done({ error: String(error) }));
            """;

    private final BrowserWindow window;
    private final PhoenixJs client;

    private PhoenixPage(BrowserWindow window, PhoenixJs client) {
        this.window = window;
        this.client = client;
    }

    /** Loads phoenix.js from the server under test; nothing is connected yet. */
    static PhoenixPage open(Browser browser, String host, int port, PhoenixJs client) {
        var window = browser.window();
        window.open("http://" + host + ':' + port + "/phoenix/" + client.version() + "/index.html");
        return new PhoenixPage(window, client);
    }

    /** Connects, with options of phoenix.js; what is sent before the connection is open waits for it. */
    PhoenixPage connect(String path, Map<String, ?> options) {
        call("connect", path, client.longPoll(), options);
        return this;
    }

    /** Has another token to show when it comes back, if it was connected with the option {@code token}. */
    void present(String token) {
        call("present", token);
    }

    /** Joins, and returns the first answer. Later ones, by rejoining, are heard in the topic. */
    String join(String topic) {
        return join(topic, "{}");
    }

    String join(String topic, String payload) {
        return text("join", topic, payload);
    }

    String leave(String topic) {
        return text("leave", topic);
    }

    /** Pushes, and returns the reply. */
    String push(String topic, String event, String payload) {
        return text("push", topic, event, payload);
    }

    /** Pushes several times at once, and returns the replies in the order they came. */
    List<String> pushAll(String topic, String event, List<String> payloads) {
        return texts("pushAll", topic, event, payloads);
    }

    /** Pushes what is not answered. */
    void cast(String topic, String event, String payload) {
        call("cast", topic, event, payload);
    }

    /** Returns what a topic heard next. */
    String next(String topic) {
        return text("next", topic);
    }

    /** Waits until Presence lists these in a topic: {@code key:number of metas} each. */
    void untilPresent(String topic, String text) {
        call("untilPresent", topic, text);
    }

    /** Waits until Presence lists so many in a topic. */
    void untilSize(String topic, int size) {
        call("untilSize", topic, size);
    }

    /** Returns what Presence lists in a topic: key and refs of each. */
    List<String> refs(String topic) {
        return texts("refs", topic);
    }

    /** Returns the metas that Presence lists in a topic, without what the server adds. */
    String metas(String topic) {
        return text("metas", topic);
    }

    /** Returns what the callbacks of Presence were told since this was last asked. */
    List<String> presenceEvents(String topic) {
        return texts("presenceEvents", topic);
    }

    /** Returns what happened next to the connection: {@code open}, {@code error}, {@code close} with a code. */
    String connection() {
        return text("connection");
    }

    /** Returns what has happened to the connection, without waiting. */
    List<String> happened() {
        return texts("happened");
    }

    /** Returns what happened to the connection until it is open, that included. */
    List<String> untilOpen() {
        var happened = new ArrayList<String>();
        do {
            happened.add(connection());
        } while (!happened.getLast().equals("open"));
        return happened;
    }

    /** Returns the next answer to a heartbeat. */
    String heartbeat() {
        return text("heartbeat");
    }

    /** Returns the transport of the present connection: {@code websocket} or {@code longpoll}. */
    String transport() {
        return text("transport");
    }

    /** Returns what phoenix.js keeps in mind of the transport for this window, empty for nothing. */
    String remembered() {
        return text("remembered");
    }

    /** Returns the content type and the number of lines of every POST. */
    List<String> posts() {
        return texts("posts");
    }

    /** Returns exceptions that nobody caught. */
    List<String> faults() {
        return texts("faults");
    }

    private String text(String method, Object... arguments) {
        return call(method, arguments).toString();
    }

    private List<String> texts(String method, Object... arguments) {
        return ((List<?>) call(method, arguments)).stream().map(String::valueOf).toList();
    }

    private Object call(String method, Object... arguments) {
        var outcome = (Map<?, ?>) window.await(CALL, method, List.of(arguments));
        if (outcome == null || !outcome.containsKey("value")) {
            throw new AssertionError(method + List.of(arguments) + ": " + outcome);
        }
        return outcome.get("value");
    }
}

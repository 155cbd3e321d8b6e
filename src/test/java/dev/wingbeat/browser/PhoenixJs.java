package dev.wingbeat.browser;

import java.net.URL;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A version of phoenix.js, and the transport it is told to use.
 *
 * @param version the first two numbers
 * @param longPoll whether it is told to use long-poll
 */
record PhoenixJs(String version, boolean longPoll) {

    /** The versions that the build fetches. */
    static final List<String> VERSIONS = List.of("1.8", "1.7", "1.6");

    /** Returns every version with each transport. */
    static List<PhoenixJs> all() {
        return VERSIONS.stream()
                .flatMap(version -> Stream.of(new PhoenixJs(version, false), new PhoenixJs(version, true)))
                .toList();
    }

    /** Returns those that can send binary payloads over long-poll; none can receive them there. */
    static List<PhoenixJs> withBinaryOnLongPoll() {
        return all().stream()
                .filter(client -> client.longPoll() && !client.version().equals("1.6"))
                .toList();
    }

    /** Returns those that notice when the server has ended their connection: before 1.8 not on long-poll. */
    static List<PhoenixJs> noticingTheEnd() {
        return all().stream()
                .filter(client -> client.version().equals("1.8") || !client.longPoll())
                .toList();
    }

    /** Returns every version with WebSocket. */
    static List<PhoenixJs> onWebSocket() {
        return all().stream().filter(client -> !client.longPoll()).toList();
    }

    /** Returns those that can change from WebSocket to long-poll by themselves. */
    static List<PhoenixJs> withFallback() {
        return onWebSocket().stream()
                .filter(client -> !client.version().equals("1.6"))
                .toList();
    }

    /** Returns those that can send a token beside the URL. */
    static List<PhoenixJs> withAuthToken() {
        return all().stream().filter(client -> client.version().equals("1.8")).toList();
    }

    /** Returns the module of a version, null when the build could not fetch it. */
    static @Nullable URL module(String version) {
        return PhoenixJs.class.getResource("/phoenix/" + version + "/phoenix.mjs");
    }

    @Override
    public String toString() {
        return version + (longPoll ? " long-poll" : " WebSocket");
    }
}

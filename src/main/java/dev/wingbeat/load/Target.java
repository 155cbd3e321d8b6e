package dev.wingbeat.load;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * The server that is loaded, and how it is spoken to. Internal seam.
 *
 * @param urls sockets of the server's nodes; connections take turns
 * @param publisherUrls where those connect who publish in a fan-out; empty for {@code urls}
 * @param vsn version of the protocol
 * @param params what each connection says beside {@code vsn} and {@code user_id}
 * @param topic beginning of the topics' names
 * @param event what is pushed: one that the server answers (ping), or broadcasts as it is (fan-out, rooms)
 * @param joinPayload what is sent with each join, JSON
 */
public record Target(
        List<URI> urls,
        List<URI> publisherUrls,
        String vsn,
        Map<String, String> params,
        String topic,
        String event,
        String joinPayload) {

    /** Copies the collections. */
    public Target {
        urls = List.copyOf(urls);
        publisherUrls = List.copyOf(publisherUrls);
        params = Map.copyOf(params);
    }
}

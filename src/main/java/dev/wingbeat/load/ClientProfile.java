package dev.wingbeat.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.protocol.Events;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The part that all clients have in common: where they connect and how they speak. Immutable. Internal seam. */
public final class ClientProfile {

    /** The time between heartbeats, as that of phoenix.js. */
    static final long HEARTBEAT_NANOS = 30_000_000_000L;

    /**
     * The part that distinguishes one client from the others.
     *
     * @param index its number
     * @param site where it connects to
     * @param firstTopic the number of its first topic
     * @param topics how many it joins
     */
    public record Place(int index, Site site, long firstTopic, int topics) {}

    private final Target target;
    private final Duration timeout;
    private final List<Site> sites;
    private final List<Site> publisherSites;
    private final Wire wire;
    private final Wire.Push heartbeat;
    private final byte[] joinPayload;
    private final String topicPrefix;
    private final boolean oneTopic;

    /** Makes the profile of a run; {@code tag} tells its topics from those of other runs. Without one, there is one topic, named as the target says. */
    public ClientProfile(Target target, Duration timeout, String tag) {
        this.target = target;
        this.timeout = timeout;
        this.sites = sites(target.urls());
        this.publisherSites = target.publisherUrls().isEmpty() ? sites : sites(target.publisherUrls());
        this.wire = Wire.of(target.vsn());
        this.heartbeat = wire.push(Incoming.NO_REF, Events.PHOENIX_TOPIC, Events.HEARTBEAT);
        this.joinPayload = target.joinPayload().getBytes(UTF_8);
        this.topicPrefix = tag.isEmpty() ? target.topic() : target.topic() + tag + "-";
        this.oneTopic = tag.isEmpty();
    }

    private static List<Site> sites(List<URI> urls) {
        var sites = new ArrayList<Site>();
        urls.forEach(url -> sites.add(Site.of(url)));
        return List.copyOf(sites);
    }

    /** Returns where a client connects that only listens, or does everything. */
    public Site site(int index) {
        return sites.get(index % sites.size());
    }

    /** Returns where a client connects that publishes. */
    public Site publisherSite(int index) {
        return publisherSites.get(index % publisherSites.size());
    }

    Wire wire() {
        return wire;
    }

    Wire.Push push(long joinRef, String topic, String event) {
        return wire.push(joinRef, topic, event);
    }

    Wire.Push heartbeat() {
        return heartbeat;
    }

    /** Returns what is pushed. */
    public String event() {
        return target.event();
    }

    /** Returns the name of a topic, which no other run uses, unless it is the only one. */
    public String topicName(long number) {
        return oneTopic ? topicPrefix : topicPrefix + number;
    }

    byte[] joinPayload() {
        return joinPayload;
    }

    long timeoutNanos() {
        return timeout.toNanos();
    }

    /** Returns the path and query that a client asks for. */
    String target(Place place) {
        var query = new StringBuilder(place.site().url().getRawPath()).append("?vsn=");
        query.append(target.vsn());
        if (!target.params().containsKey("user_id")) {
            query.append("&user_id=u").append(place.index());
        }
        new TreeMap<>(target.params())
                .forEach((name, value) -> query.append('&')
                        .append(URLEncoder.encode(name, UTF_8))
                        .append('=')
                        .append(URLEncoder.encode(value, UTF_8)));
        return query.toString();
    }
}

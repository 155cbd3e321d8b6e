package dev.wingbeat.starter;

import dev.wingbeat.app.Application;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.presence.Presence;
import java.time.Instant;

/** Who is in each topic, and since when, on all nodes. */
public final class WidgetPresence {

    /** What clients are told of each one who is there; since is in seconds. */
    record Meta(long since) {}

    private final Presence presence = Presence.create("widget");

    /** Makes one that runs with the application. */
    public static WidgetPresence of(Application app) {
        var made = new WidgetPresence();
        app.presence(made.presence);
        return made;
    }

    /**
     * Shows whoever joins to all others of the topic until the channel ends, and tells them who is there; for a channel's join.
     *
     * @param key by whom several connections are one
     */
    public void trackAfterJoin(Socket socket, String key) {
        presence.trackAfterJoin(socket, key, new Meta(Instant.now().getEpochSecond()));
    }

    /** Returns how many are in a topic. */
    public int count(String topic) {
        return presence.count(topic);
    }
}

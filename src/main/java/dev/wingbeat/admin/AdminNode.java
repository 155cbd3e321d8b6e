package dev.wingbeat.admin;

import dev.wingbeat.config.LiveConfig;
import dev.wingbeat.connection.ConnectionView;
import dev.wingbeat.connection.EndpointDefaults.RefusedOrigin;
import dev.wingbeat.placement.NodeRooms;
import dev.wingbeat.presence.PresenceServer;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.revocation.Revocations;
import dev.wingbeat.trace.Traces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of a node that the commands need. May be used from any thread. Internal seam. */
public interface AdminNode {

    /** Returns why it is not ready for clients, null when it is. */
    @Nullable
    String notReady();

    /** Returns whether it has yet to let clients in for the first time. */
    boolean isStarting();

    /** Returns whether it sends its clients away. */
    boolean isDraining();

    /** Returns when it was made, in milliseconds since 1970. */
    long startedAt();

    /** Returns its figures, those of {@code /stats}. */
    JsonObject stats();

    /** Returns the versions of what it consists of. */
    JsonObject versions();

    /** Refuses newcomers and closes the connections in batches; the node goes on to answer operators. */
    Future<Void> drain();

    /** Returns its configuration; null when the application has none that can be read again. */
    @Nullable
    LiveConfig config();

    /** Returns the origins of pages that were refused last, the latest first. */
    List<RefusedOrigin> refusedOrigins();

    /** Returns the handle that revokes tokens. */
    Revocations revocations();

    /** Returns its PubSub. */
    NodePubSub pubSub();

    /** Returns the presences that run. */
    Collection<PresenceServer> presences();

    /** Returns the recorder of its traces, null without one. */
    @Nullable
    Traces traces();

    /** Returns the place of the tap of the messages of its clients. */
    ConnectionView.TapPlace taps();

    /** Returns whether operators see the addresses of clients. */
    boolean showsAddresses();

    /** Returns its rooms. */
    NodeRooms rooms();
}

package dev.wingbeat.pubsub;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.protocol.Serializer;
import dev.wingbeat.protocol.UnencodableException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One broadcast on its way to this node's subscribers, encoded once for each serializer they use: the fastlane. Internal
 * seam; immutable, shared by all loops.
 */
public final class Delivery {

    private static final System.Logger LOGGER = System.getLogger(Delivery.class.getName());
    private static final RateLimitedLog SKIPPED = new RateLimitedLog(LOGGER, System.Logger.Level.WARNING);

    /** One broadcast in this many is timed: enough to see by, and nothing on the way of the others. */
    private static final int TIMED = 256;

    /** The origin of a broadcast that is timed, and its time: one of {@link System#nanoTime()}. */
    record Timing(long began, boolean fromPeers, @Nullable DeliveryTrace trace) {

        /** Returns one for few, null for most. What is traced has one. */
        static @Nullable Timing sample(boolean fromPeers, @Nullable DeliveryTrace trace) {
            return trace != null || ThreadLocalRandom.current().nextInt(TIMED) == 0
                    ? new Timing(System.nanoTime(), fromPeers, trace)
                    : null;
        }

        /** Notes that a loop has handed the broadcast to so many. */
        void delivered(int subscribers) {
            if (trace != null) {
                trace.delivered(subscribers);
            }
        }
    }

    private final Broadcast broadcast;
    private final @Nullable Timing timing;
    private final @Nullable Frame[] frames = new @Nullable Frame[Serializer.COUNT];

    /** Encodes a broadcast for the serializers of a mask: bit {@code 1 << serializer.index()} for each. */
    Delivery(Broadcast broadcast, int serializers, @Nullable Timing timing) {
        this.broadcast = broadcast;
        this.timing = timing;
        if ((serializers & bit(Serializer.V1)) != 0) {
            encode(Serializer.V1);
        }
        if ((serializers & bit(Serializer.V2)) != 0) {
            encode(Serializer.V2);
        }
    }

    static int bit(@Nullable Serializer serializer) {
        return serializer == null ? 0 : 1 << serializer.index();
    }

    @Nullable
    Timing timing() {
        return timing;
    }

    /** Returns the broadcast. */
    public Broadcast broadcast() {
        return broadcast;
    }

    /** Returns the encoded form, null when the serializer cannot express the broadcast: such members get nothing. */
    public @Nullable Frame frame(Serializer serializer) {
        return frames[serializer.index()];
    }

    private void encode(Serializer serializer) {
        try {
            frames[serializer.index()] = serializer.encode(broadcast);
        } catch (UnencodableException e) {
            SKIPPED.log(() -> "broadcast " + LogText.of(broadcast.event()) + " on " + LogText.of(broadcast.topic())
                    + " skips its " + serializer.vsn() + " members: " + e.getMessage());
        }
    }
}

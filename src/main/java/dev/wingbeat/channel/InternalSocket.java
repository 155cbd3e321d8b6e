package dev.wingbeat.channel;

import dev.wingbeat.credential.ConnectionCredentials;
import dev.wingbeat.trace.TraceSpan;
import io.vertx.core.Context;
import org.jspecify.annotations.Nullable;

/** A channel's socket with the methods that only other packages of ours may call. Internal seam. */
public interface InternalSocket extends Socket {

    /**
     * Charges bytes of the heap to the connection, or releases them when negative. What is charged is to be released when it is
     * kept no more; when the connection has ended, all of it is. May be used from any thread.
     */
    void charge(long bytes);

    /** Returns {@link #ref()}, or null when the event that is being handled awaits no reply. On the loop. */
    @Nullable
    SocketRef refOrNull();

    /** Returns the credentials of the connection, which it may have none of. On the loop. */
    ConnectionCredentials credentials();

    /** Returns an object that identifies the connection, and keeps nothing of it when it has ended. On the loop. */
    Object client();

    /** Returns the context of the loop. May be called from any thread. */
    Context context();

    /** Returns the version of the protocol that the client speaks, such as {@code 2.0.0}. */
    String version();

    /** Returns the span of the event that is being handled, null when none is recorded. On the loop. */
    @Nullable
    TraceSpan trace();

    /** Returns how many bytes wait for the client. On the loop. */
    long pending();
}

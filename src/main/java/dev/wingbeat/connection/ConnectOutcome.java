package dev.wingbeat.connection;

import dev.wingbeat.limit.Permit;
import dev.wingbeat.protocol.Serializer;
import dev.wingbeat.trace.TraceContext;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** The outcome of asking a mount whether a client may connect. Internal seam. */
public sealed interface ConnectOutcome {

    /**
     * The client may connect, and has a permit under the limit of its address.
     *
     * @param address the client's, null when that is not known
     * @param trace the span in which it has been let in, null unless that is recorded
     * @param version the version of the protocol that it speaks, null where there is none
     */
    record Connected(
            ConnectInfo info,
            Assigns assigns,
            @Nullable Credentials credentials,
            @Nullable String id,
            Permit permit,
            @Nullable InetAddress address,
            @Nullable TraceContext trace,
            @Nullable Serializer version)
            implements ConnectOutcome {

        /** Returns a copy that has a permit for a client of an address. */
        Connected with(Permit given, @Nullable InetAddress client) {
            return new Connected(info, assigns, credentials, id, given, client, trace, version);
        }

        /** Returns a copy that was let in in a span. */
        public Connected with(TraceContext span) {
            return new Connected(info, assigns, credentials, id, permit, address, span, version);
        }

        /** Returns a copy that speaks a version of the protocol. */
        public Connected with(Serializer spoken) {
            return new Connected(info, assigns, credentials, id, permit, address, trace, spoken);
        }
    }

    /** There is nothing of that name to connect to. */
    record NotFound() implements ConnectOutcome {}

    /** The client wants a version of the protocol that is not served. */
    record WrongVersion() implements ConnectOutcome {}

    /** The client is refused, with the application's reason or none. */
    record Refused(@Nullable String reason) implements ConnectOutcome {}

    /** The application cannot decide now. */
    record Unavailable() implements ConnectOutcome {}
}

package dev.wingbeat.connection;

/** The facts that a mount may tell {@link dev.wingbeat.connection.UserSocket#connect} beside the parameters; none unless listed. */
public enum ConnectInfoKey {
    /** The client's address, and its certificates when it gave some. */
    PEER_DATA,
    /** The request headers whose name begins with {@code x-}. */
    X_HEADERS,
    /** The request headers {@code traceparent} and {@code tracestate}. */
    TRACE_CONTEXT_HEADERS,
    /** The {@code user-agent} header. */
    USER_AGENT,
    /** Scheme, host, port, path and raw query of the request. */
    URI,
    /** The request headers whose name begins with {@code sec-websocket-}. */
    SEC_WEBSOCKET_HEADERS
}

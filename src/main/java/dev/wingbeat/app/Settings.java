package dev.wingbeat.app;

import dev.wingbeat.EndpointConfig;
import dev.wingbeat.cluster.ClusterOptions;
import dev.wingbeat.limit.AddressLimit;
import dev.wingbeat.limit.ConnectionLimit;
import dev.wingbeat.limit.ConnectionLimitConfig;
import dev.wingbeat.limit.NameLimit;
import dev.wingbeat.transport.LongPollConfig;
import dev.wingbeat.transport.SocketConfig;
import dev.wingbeat.transport.WebSocketConfig;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Everything that can be set from outside, in the order of the help and of the README. Internal seam.
 */
public final class Settings {

    private static final List<Setting<?>> NODE = List.of(
            new Setting<>(
                    "port",
                    ValueType.integer(0, 65_535),
                    "4000",
                    "Port to listen on; 0 takes a free one",
                    (config, port) -> endpoint(config, endpoint -> endpoint.withPort(port))),
            new Setting<>(
                    "host",
                    ValueType.host(),
                    "::",
                    "Address to listen on; :: is every address, IPv6 and IPv4",
                    (config, host) -> endpoint(config, endpoint -> endpoint.withHost(host))),
            new Setting<>(
                    "url-host",
                    ValueType.host(),
                    "localhost",
                    "Host name by which clients reach the hub; what the origin check host compares with",
                    (config, host) -> endpoint(config, endpoint -> endpoint.withUrlHost(host))),
            new Setting<>(
                    "socket-path",
                    ValueType.path(),
                    "/socket",
                    "Path of the socket; clients add /websocket or /longpoll",
                    WingbeatConfig::withSocketPath),
            new Setting<>(
                    "origins",
                    ValueType.origins(),
                    "conn",
                    "Pages that may connect: conn (those this hub served, as localhost, an IP address or url-host),"
                            + " host (those of url-host),"
                            + " origins separated by commas, or false (all)",
                    (config, check) -> endpoint(config, endpoint -> endpoint.withCheckOrigin(check))),
            new Setting<>(
                    "long-poll",
                    ValueType.onOff(),
                    "on",
                    "Whether clients may use long-poll where WebSockets do not get through",
                    (config, on) -> socket(config, socket -> socket.withLongPoll(on ? LongPollConfig.DEFAULT : null))),
            new Setting<>(
                    "long-poll-window",
                    ValueType.durationUpTo((int) LongPollConfig.MAX_WINDOW.toHours()),
                    "10s",
                    "How long a poll waits for a message; phoenix.js gives up after 20s",
                    (config, window) -> longPoll(config, longPoll -> longPoll.withWindow(window))),
            new Setting<>(
                    "long-poll-buffer",
                    ValueType.integer(1),
                    "4194304",
                    "Bytes kept for a client between two polls beside the largest message, before it is dropped",
                    (config, bytes) -> longPoll(config, longPoll -> longPoll.withMaxBuffered(bytes))),
            new Setting<>(
                    "long-poll-body",
                    ValueType.integer(1),
                    "1048576",
                    "Largest body of a long-poll POST, in bytes",
                    (config, bytes) -> longPoll(config, longPoll -> longPoll.withMaxBodySize(bytes))),
            new Setting<>(
                    "max-message-size",
                    ValueType.integer(1),
                    "1048576",
                    "Largest WebSocket message, in bytes",
                    (config, bytes) -> webSocket(config, webSocket -> webSocket.withMaxMessageSize(bytes))),
            new Setting<>(
                    "max-channels",
                    ValueType.integer(1),
                    "100",
                    "Channels that one connection may join",
                    (config, channels) -> socket(config, socket -> socket.withMaxChannels(channels))),
            new Setting<>(
                    "max-name-size",
                    ValueType.integer(NameLimit.MIN, NameLimit.MAX),
                    "255",
                    "Longest topic, event or ref of a client, in bytes",
                    (config, bytes) -> socket(config, socket -> socket.withMaxNameSize(bytes))),
            new Setting<>(
                    "max-pending",
                    ValueType.integer(1),
                    "4194304",
                    "Bytes that may wait for a client behind the message being sent, before it is dropped",
                    (config, bytes) -> endpoint(
                            config, endpoint -> endpoint.withSlowConsumerLimits(bytes, endpoint.stallTimeout()))),
            new Setting<>(
                    "stall-timeout",
                    ValueType.duration(),
                    "10s",
                    "How long a client may take nothing although something waits for it, before it is dropped",
                    (config, timeout) -> endpoint(
                            config, endpoint -> endpoint.withSlowConsumerLimits(endpoint.maxPending(), timeout))),
            new Setting<>(
                    "message-timeout",
                    ValueType.duration(),
                    "30s",
                    "How long a WebSocket message may take from its first byte to its last",
                    (config, timeout) -> endpoint(config, endpoint -> endpoint.withMessageTimeout(timeout))),
            new Setting<>(
                    "memory-percent",
                    ValueType.integer(1, EndpointConfig.MAX_PERCENT),
                    "25",
                    "Share of the heap, and of direct memory, that may be held for clients; above it, those who hold most go",
                    (config, percent) -> endpoint(config, endpoint -> endpoint.withMemoryPercent(percent))),
            new Setting<>(
                    "max-connections",
                    ValueType.integerOr(ValueType.AUTO, 1, Integer.MAX_VALUE, ConnectionLimit.ofOpenFiles()),
                    "auto",
                    "TCP connections that clients may have; auto is the limit of open files less a tenth, at least 256",
                    (config, most) -> connections(config, limit -> limit.withMax(most))),
            new Setting<>(
                    "max-connections-per-address",
                    ValueType.integerOr(ValueType.NONE, 1, Integer.MAX_VALUE, AddressLimit.UNLIMITED),
                    ValueType.NONE,
                    "TCP connections that one address may have, and WebSockets, event streams and long-poll sessions together;"
                            + " of IPv6, a /64 is one. none: as many as it likes",
                    (config, most) -> connections(config, limit -> limit.withMaxPerAddress(most))),
            new Setting<>(
                    "trusted-proxies",
                    ValueType.proxies(),
                    ValueType.NONE,
                    "Addresses and networks of the proxies in front, separated by commas: their X-Forwarded-For says whose"
                            + " a connection is, that of others nothing",
                    (config, proxies) -> connections(config, limit -> limit.withTrustedProxies(proxies))),
            new Setting<>(
                    "body-timeout",
                    ValueType.duration(),
                    "60s",
                    "How long the body of an HTTP request may take; the headers have 10s",
                    (config, timeout) -> endpoint(
                            config,
                            endpoint -> endpoint.withHttpLimits(
                                    endpoint.httpLimits().withBodyTimeout(timeout)))),
            new Setting<>(
                    "idle-timeout",
                    ValueType.duration(),
                    "60s",
                    "How long a WebSocket client may be silent; clients send a heartbeat every 30s",
                    (config, timeout) -> webSocket(config, webSocket -> webSocket.withTimeout(timeout))),
            new Setting<>(
                    "compress",
                    ValueType.onOff(),
                    "off",
                    "Whether to compress WebSocket messages for clients that offer it",
                    (config, on) -> webSocket(config, webSocket -> webSocket.withCompress(on))),
            new Setting<>(
                    "drain-timeout",
                    ValueType.duration(),
                    "30s",
                    "How long stopping may take to close the connections, in batches",
                    (config, timeout) -> socket(
                            config,
                            socket -> socket.withDrainer(socket.drainer().withTimeout(timeout)))),
            new Setting<>(
                    "secret-key-base",
                    ValueType.secret(20),
                    "random",
                    "What tokens are signed with; the same on all nodes. Best given by the variable",
                    (config, secret) -> endpoint(config, endpoint -> endpoint.withSecretKeyBase(secret))
                            .withCluster(
                                    new ClusterOptions().from(config.cluster()).secret(secret))),
            new Setting<>(
                    "event-loops",
                    ValueType.integerOr(ValueType.AUTO, 1, 1024, EndpointConfig.autoEventLoops()),
                    "auto",
                    "Threads that serve connections; auto is one for every two processors",
                    (config, loops) -> endpoint(config, endpoint -> endpoint.withEventLoops(loops))),
            new Setting<>(
                    "log-level",
                    ValueType.logLevel(),
                    "info",
                    "What is logged: trace, debug, info, warning, error or off",
                    WingbeatConfig::withLogLevel));

    public static final List<Setting<?>> ALL =
            Stream.concat(NODE.stream(), ClusterSettings.ALL.stream()).toList();

    private Settings() {}

    static WingbeatConfig endpoint(WingbeatConfig config, UnaryOperator<EndpointConfig> change) {
        return config.withEndpoint(change.apply(config.endpoint()));
    }

    private static WingbeatConfig connections(WingbeatConfig config, UnaryOperator<ConnectionLimitConfig> change) {
        return endpoint(config, endpoint -> endpoint.withConnectionLimit(change.apply(endpoint.connectionLimit())));
    }

    private static WingbeatConfig socket(WingbeatConfig config, UnaryOperator<SocketConfig> change) {
        return config.withSocket(change.apply(config.socket()));
    }

    private static WingbeatConfig webSocket(WingbeatConfig config, UnaryOperator<WebSocketConfig> change) {
        WebSocketConfig before = config.socket().webSocket();
        return before == null ? config : config.withSocket(config.socket().withWebSocket(change.apply(before)));
    }

    private static WingbeatConfig longPoll(WingbeatConfig config, UnaryOperator<LongPollConfig> change) {
        LongPollConfig before = config.socket().longPoll();
        return before == null ? config : config.withSocket(config.socket().withLongPoll(change.apply(before)));
    }
}

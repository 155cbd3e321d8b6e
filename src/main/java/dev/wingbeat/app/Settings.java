package dev.wingbeat.app;

import dev.wingbeat.EndpointOptions;
import dev.wingbeat.config.AddressTypes;
import dev.wingbeat.config.ValueType;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.limit.AddressLimit;
import dev.wingbeat.limit.ConnectionLimit;
import dev.wingbeat.limit.NameLimit;
import dev.wingbeat.limit.TrustedProxies;
import dev.wingbeat.transport.LongPollOptions;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that can be set from outside, in the order of the help and of configuration.md. Internal seam.
 */
public final class Settings {

    private static final List<Setting<?>> NODE = List.of(
            new Setting<>(
                    "port",
                    ValueType.integer(0, 65_535),
                    "4000",
                    "Port to listen on; 0 takes a free one",
                    (config, port) -> config.endpoint().port(port)),
            new Setting<>(
                    "host",
                    AddressTypes.host(),
                    "::",
                    "Address to listen on; :: is every address, IPv6 and IPv4",
                    (config, host) -> config.endpoint().host(host)),
            new Setting<>(
                    "url-host",
                    AddressTypes.host(),
                    "localhost",
                    "Host name by which clients reach the hub; what the origin check host compares with",
                    (config, host) -> config.endpoint().urlHost(host)),
            new Setting<>(
                    "socket-path",
                    ValueType.path(),
                    "/socket",
                    "Path of the socket; clients add /websocket or /longpoll",
                    WingbeatConfig::socketPath),
            new Setting<>(
                            "origins",
                            ValueType.check(
                                    "conn, host, false, or origins such as https://example.com,//*.example.com",
                                    Settings::originCheck),
                            "conn",
                            "Pages that may connect: conn (those this hub served, as localhost, an IP address or url-host),"
                                    + " host (those of url-host),"
                                    + " origins separated by commas, or false (all)",
                            (config, check) -> config.endpoint().checkOrigin(check))
                    .reloadable(),
            new Setting<>(
                    "long-poll",
                    ValueType.onOff(),
                    "on",
                    "Whether clients may use long-poll where WebSockets do not get through",
                    (config, on) -> config.socket().longPoll(on)),
            new Setting<>(
                    "long-poll-window",
                    ValueType.durationUpTo((int) LongPollOptions.MAX_WINDOW.toHours()),
                    "10s",
                    "How long a poll waits for a message; phoenix.js gives up after 20s",
                    (config, window) -> config.socket().longPoll(longPoll -> longPoll.window(window))),
            new Setting<>(
                    "long-poll-buffer",
                    ValueType.bytes(1),
                    "4194304",
                    "Bytes kept for a client between two polls beside the largest message, before it is dropped",
                    (config, bytes) -> config.socket().longPoll(longPoll -> longPoll.maxBuffered(bytes))),
            new Setting<>(
                    "long-poll-body",
                    ValueType.bytes(1),
                    "1048576",
                    "Largest body of a long-poll POST, in bytes",
                    (config, bytes) -> config.socket().longPoll(longPoll -> longPoll.maxBodySize(bytes))),
            new Setting<>(
                    "max-message-size",
                    ValueType.bytes(1),
                    "1048576",
                    "Largest WebSocket message, in bytes",
                    (config, bytes) -> config.socket().webSocket(webSocket -> webSocket.maxMessageSize(bytes))),
            new Setting<>(
                    "max-channels",
                    ValueType.integer(1),
                    "100",
                    "Channels that one connection may join",
                    (config, channels) -> config.socket().maxChannels(channels)),
            new Setting<>(
                    "max-name-size",
                    ValueType.integer(NameLimit.MIN, NameLimit.MAX),
                    "255",
                    "Longest topic, event or ref of a client, in bytes",
                    (config, bytes) -> config.socket().maxNameSize(bytes)),
            new Setting<>(
                            "max-pending",
                            ValueType.bytes(1),
                            "4194304",
                            "Bytes that may wait for a client behind the message being sent, before it is dropped",
                            (config, bytes) -> config.endpoint().maxPending(bytes))
                    .reloadable(),
            new Setting<>(
                            "stall-timeout",
                            ValueType.duration(),
                            "10s",
                            "How long a client may take nothing although something waits for it, before it is dropped",
                            (config, timeout) -> config.endpoint().stallTimeout(timeout))
                    .reloadable(),
            new Setting<>(
                    "message-timeout",
                    ValueType.duration(),
                    "30s",
                    "How long a WebSocket message may take from its first byte to its last",
                    (config, timeout) -> config.endpoint().messageTimeout(timeout)),
            new Setting<>(
                    "memory-percent",
                    ValueType.integer(1, EndpointOptions.MAX_PERCENT),
                    "25",
                    "Share of the heap, and of direct memory, that may be held for clients; above it, those who hold most go",
                    (config, percent) -> config.endpoint().memoryPercent(percent)),
            new Setting<>(
                    "max-connections",
                    ValueType.integerOr(ValueType.AUTO, 1, Integer.MAX_VALUE, ConnectionLimit.ofOpenFiles()),
                    "auto",
                    "TCP connections that clients may have; auto is the limit of open files less a tenth, at least 256",
                    (config, most) -> config.endpoint().maxConnections(most)),
            new Setting<>(
                    "max-connections-per-address",
                    ValueType.integerOr(ValueType.NONE, 1, Integer.MAX_VALUE, AddressLimit.UNLIMITED),
                    ValueType.NONE,
                    "TCP connections that one address may have, and WebSockets, event streams and long-poll sessions together;"
                            + " of IPv6, a /64 is one. none: as many as it likes",
                    (config, most) -> config.endpoint().maxConnectionsPerAddress(most)),
            new Setting<>(
                    "trusted-proxies",
                    ValueType.list("none, or addresses and networks such as 10.0.0.0/8,fd00::/8", Settings::proxies),
                    ValueType.NONE,
                    "Addresses and networks of the proxies in front, separated by commas: their X-Forwarded-For says whose"
                            + " a connection is, that of others nothing",
                    (config, proxies) -> config.endpoint().trustedProxies(proxies.toArray(String[]::new))),
            new Setting<>(
                    "body-timeout",
                    ValueType.duration(),
                    "60s",
                    "How long the body of an HTTP request may take; the headers have 10s",
                    (config, timeout) -> config.endpoint().bodyTimeout(timeout)),
            new Setting<>(
                    "idle-timeout",
                    ValueType.duration(),
                    "60s",
                    "How long a WebSocket client may be silent; clients send a heartbeat every 30s",
                    (config, timeout) -> config.socket().webSocket(webSocket -> webSocket.idleTimeout(timeout))),
            new Setting<>(
                    "compress",
                    ValueType.onOff(),
                    "off",
                    "Whether to compress WebSocket messages for clients that offer it",
                    (config, on) -> config.socket().webSocket(webSocket -> webSocket.compress(on))),
            new Setting<>(
                            "drain-timeout",
                            ValueType.duration(),
                            "30s",
                            "How long stopping may take to close the connections, in batches",
                            (config, timeout) -> config.socket().drainer(drainer -> drainer.timeout(timeout)))
                    .reloadable(),
            new Setting<>(
                    "secret-key-base",
                    ValueType.secret(20),
                    "random",
                    "What tokens are signed with; the same on all nodes. Best given by the variable",
                    (config, secret) -> {
                        config.endpoint().secretKeyBase(secret);
                        config.cluster().secret(secret);
                    }),
            new Setting<>(
                    "event-loops",
                    ValueType.integerOr(ValueType.AUTO, 1, 1024, EndpointOptions.autoEventLoops()),
                    "auto",
                    "Threads that serve connections; auto is one for every two processors",
                    (config, loops) -> config.endpoint().eventLoops(loops)),
            new Setting<>(
                    "warm-up",
                    ValueType.durationOrOff(),
                    "off",
                    "How long to play clients against a hub of its own before the node is ready, so that the JVM has compiled what"
                            + " serves them; off, or a time such as 10s",
                    WingbeatConfig::warmUp),
            new Setting<>(
                            "log-level",
                            ValueType.logLevel(),
                            "info",
                            "What is logged: trace, debug, info, warning, error or off",
                            WingbeatConfig::logLevel)
                    .reloadable());

    /** The file that has the others; it cannot name itself. */
    static final Setting<String> CONFIG = new Setting<>(
            "config",
            ValueType.fileOr(ValueType.AUTO, ValueType.NONE),
            ValueType.AUTO,
            "File with settings, which flags and variables replace; auto is wingbeat.yaml in the working directory, if it is"
                    + " there",
            (config, file) -> {}); // it has been read by then

    private static final Setting<Boolean> CONFIG_WATCH = new Setting<>(
            "config-watch",
            ValueType.onOff(),
            "off",
            "Whether to read the configuration again when the file changes; it is compared every 5s",
            WingbeatConfig::watched);

    public static final List<Setting<?>> ALL = Stream.of(
                    NODE, ClusterSettings.ALL, ConsoleSettings.ALL, List.of(CONFIG, CONFIG_WATCH))
            .<Setting<?>>flatMap(List::stream)
            .toList();

    /** The settings that have keys below their own. Each feature declares its section beside it and adds it here. */
    static final List<Section<?>> SECTIONS =
            List.of(ApiSettings.SECTION, JwtSettings.SECTION, LimitSettings.LIMITS, LimitSettings.SLOW);

    private Settings() {}

    private static OriginCheck originCheck(List<String> parts) {
        return switch (String.join(",", parts)) {
            case "conn" -> OriginCheck.OWN_PAGES;
            case "host", "true" -> OriginCheck.SAME_HOST;
            case "false" -> OriginCheck.NONE;
            default -> OriginCheck.list(parts);
        };
    }

    private static List<String> proxies(List<String> parts) {
        List<String> addresses = parts.equals(List.of(ValueType.NONE)) ? List.of() : parts;
        var unused = TrustedProxies.of(addresses);
        return addresses;
    }
}

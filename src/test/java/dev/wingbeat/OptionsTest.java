package dev.wingbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.app.Application;
import dev.wingbeat.app.WingbeatConfig;
import dev.wingbeat.cluster.ClusterOptions;
import dev.wingbeat.connection.DrainerOptions;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.eventstream.EventStreamOptions;
import dev.wingbeat.frame.HttpLimits;
import dev.wingbeat.limit.ConnectionLimitConfig;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.limit.RouteLimits;
import dev.wingbeat.limit.SlowPolicy;
import dev.wingbeat.limit.TrustedProxies;
import dev.wingbeat.presence.PresenceOptions;
import dev.wingbeat.support.FieldValues;
import dev.wingbeat.support.LogRecords;
import dev.wingbeat.transport.LongPollOptions;
import dev.wingbeat.transport.SocketOptions;
import dev.wingbeat.transport.WebSocketTransportOptions;
import dev.wingbeat.websocket.WebSocketOptions;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all options have in common, and what they are when nobody has set any. */
class OptionsTest {

    @Test
    void endpointOfCodeIsThatOfTheCommand() {
        UserSocket users = UserSocket.acceptingAll();
        Endpoint ofCode =
                Endpoint.builder().socket("/socket", users, routes -> {}).build();
        Endpoint ofCommand = Application.of(
                        WingbeatConfig.of(Map.of(), Map.of()), app -> app.socket(users, routes -> {}))
                .endpoint()
                .get();
        assertEquals(configuration(ofCode), configuration(ofCommand));
        assertEquals(
                FieldValues.of(new ClusterOptions()),
                FieldValues.of(WingbeatConfig.of(Map.of(), Map.of()).cluster()));
    }

    @Test
    void socketWithoutUserSocketIsRefused() {
        UserSocket none = null;
        Exception refusal = assertThrows(
                NullPointerException.class, () -> Endpoint.builder().socket("/live", none));
        assertEquals("user socket of /live: null (expected: a UserSocket)", refusal.getMessage());
    }

    @Test
    void limitsThatHoldForNoRouteAreNamed() {
        try (var log = LogRecords.of("dev.wingbeat")) {
            Endpoint.builder()
                    .socket("/socket", UserSocket.acceptingAll(), routes -> routes.channel("room:*", () -> null))
                    .options(options -> options.limits(limits -> limits.pattern("room:*", own -> {})
                            .pattern("rom:*", own -> {})
                            .slow(Map.of("room:*", SlowPolicy.latest(), "price:*", SlowPolicy.latest()))))
                    .build();
            assertEquals(
                    List.of(
                            "limits or slow of price:* match no route (expected: one of [room:*])",
                            "limits or slow of rom:* match no route (expected: one of [room:*])"),
                    log.messages());
        }
    }

    private static Map<String, Object> configuration(Endpoint endpoint) {
        var values = new TreeMap<>(FieldValues.of(endpoint));
        values.remove("server");
        assertEquals("true", String.valueOf(values.get("declarations.sockets.0.options.longPollOn")));
        assertEquals(4000, values.get("options.port"));
        return values;
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                ClusterOptions.class,
                DrainerOptions.class,
                EndpointOptions.class,
                EventStreamOptions.class,
                LimitOptions.class,
                LongPollOptions.class,
                PresenceOptions.class,
                SocketOptions.class,
                WebSocketOptions.class,
                WebSocketTransportOptions.class
            })
    void copyHasAllValuesAndIsApart(Class<?> type) throws ReflectiveOperationException {
        Object changed = type.getConstructor().newInstance();
        change(changed);
        Object copy = type.getConstructor().newInstance();
        Map<String, Object> untouched = FieldValues.of(copy);
        FieldValues.of(changed).forEach((path, value) -> assertNotEquals(untouched.get(path), value, path));
        Object same = type.getMethod("from", type).invoke(copy, changed);
        assertEquals(copy, same);
        Map<String, Object> taken = FieldValues.of(copy);
        assertEquals(FieldValues.of(changed), taken);
        change(changed);
        assertEquals(taken, FieldValues.of(copy));
    }

    private static void change(Object options) throws ReflectiveOperationException {
        for (Field field : FieldValues.fields(options.getClass())) {
            Object value = field.get(options);
            if (FieldValues.isOptions(field.getType())) {
                change(value);
            } else {
                field.set(options, another(field.getType(), value));
            }
        }
    }

    /** Returns a value that no options begin with. */
    private static Object another(Class<?> type, Object value) {
        return switch (value) {
            case Integer number -> number + 1;
            case Double number -> number + 1;
            case Boolean on -> !on;
            case String text -> text + "x";
            case Duration time -> time.plusMillis(1);
            case List<?> list -> List.of("of", "those", list.size());
            case Map<?, ?> map -> Map.of("room:*", new RouteLimits(null, null, null, null));
            case Enum<?> constant ->
                Stream.of(type.getEnumConstants())
                        .filter(other -> !other.equals(constant))
                        .findFirst()
                        .orElseThrow();
            case Set<?> set -> Set.of("of", "those", set.size());
            case null, default -> anyOf(type);
        };
    }

    private static Object anyOf(Class<?> type) {
        if (type.isInterface() && !type.equals(Path.class)) {
            return Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "equals" -> System.identityHashCode(proxy) == System.identityHashCode(arguments[0]);
                        case "hashCode" -> System.identityHashCode(proxy);
                        default -> type.getSimpleName();
                    });
        }
        return switch (type.getSimpleName()) {
            case "Path" -> Path.of("another");
            case "String" -> "another";
            case "Integer" -> 17;
            case "RateLimit" -> new RateLimit(3, 7);
            case "HttpLimits" -> new HttpLimits(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(3));
            case "ConnectionLimitConfig" -> new ConnectionLimitConfig(17, 3, TrustedProxies.of(List.of("10.0.0.1")));
            default -> throw new IllegalArgumentException("type: " + type + " (expected: one that options have)");
        };
    }
}

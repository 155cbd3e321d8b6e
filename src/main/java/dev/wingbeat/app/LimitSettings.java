package dev.wingbeat.app;

import dev.wingbeat.config.Key;
import dev.wingbeat.config.Shape;
import dev.wingbeat.config.ValueType;
import dev.wingbeat.config.Values;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.limit.RouteLimitOptions;
import dev.wingbeat.limit.SlowPolicy;
import dev.wingbeat.limit.WhenFull;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parts {@code limits} and {@code slow} of the configuration: how much clients may do, and what slow ones miss. */
final class LimitSettings {

    /** A limit, or none. */
    private record Bucket(@Nullable RateLimit limit) {}

    /** Something that changes the limits of a route. */
    private record OfRoute(Consumer<RouteLimitOptions> change) {}

    private static final String OFF = "off";

    private static final ValueType<Bucket> NONE =
            new ValueType<>(OFF, "off, or rate and burst", false, text -> new Bucket(onlyOff(text)));

    private static final ValueType<Double> PER_SECOND =
            new ValueType<>("NUMBER", "a number a second such as 100 or 0.5", false, LimitSettings::perSecond);

    private static final ValueType<WhenFull> WHEN_FULL =
            new ValueType<>("WORD", "refuse or replace-oldest", false, text -> switch (text) {
                case "refuse" -> WhenFull.REFUSE;
                case "replace-oldest" -> WhenFull.REPLACE_OLDEST;
                default -> throw new IllegalArgumentException(text);
            });

    private static final Pattern POLICY = Pattern.compile("(disconnect|latest|drop-oldest|volatile)(?:\\((\\w+)\\))?");

    private static final ValueType<SlowPolicy> SLOW_POLICY = new ValueType<>(
            "POLICY",
            "disconnect, latest, latest(id) with a key of payloads, drop-oldest(100) with 1 to 1000, or volatile",
            false,
            LimitSettings::policy);

    private static final Key<Bucket> CONNECTS =
            bucket("connects", "1000", "5000", "Clients that connect to the node; more wait, then are refused");
    private static final Key<Bucket> CONNECTS_PER_ADDRESS =
            bucket("connects-per-address", "Clients that connect from one address");
    private static final Key<Integer> CONNECTIONS_PER_ID = Key.of(
            "connections-per-id",
            ValueType.integerOr(OFF, 1, Integer.MAX_VALUE, 0),
            "20",
            "Connections of one socket id; off for any number");
    private static final Key<WhenFull> WHEN_ID_IS_FULL = Key.of(
            "when-full", WHEN_FULL, "refuse", "What happens to one more of a socket id: refuse, or replace-oldest");
    private static final Key<Bucket> JOINS = bucket("joins", "20", "100", "Joins of one connection");
    private static final Key<Bucket> MESSAGES = bucket("messages", "100", "500", "Other messages of one connection");
    private static final Key<Bucket> MESSAGES_PER_ID =
            bucket("messages-per-id", "Messages of all connections of one socket id");
    private static final Key<Bucket> BYTES = Key.of(
            "bytes",
            shape(
                    Key.of("rate", ValueType.bytes(1), "1048576", "How many in a second"),
                    Key.of("burst", ValueType.bytes(1), "8388608", "How many at once")),
            "Bytes of one connection; more are read later");
    private static final Key<Bucket> PRESENCE =
            bucket("presence", "1", "5", "Changes of one presence; of more, the last is made later");
    private static final Key<Bucket> API = bucket(
            "api", "1000", "2000", "What one key of the server API asks of the node, over HTTP and from the console");

    private static final Key<Bucket> ROUTE_JOINS = bucket("joins", "Joins of one connection");
    private static final Key<Bucket> ROUTE_MESSAGES = bucket("messages", "Other messages of one connection");
    private static final Key<Bucket> ROUTE_PER_ID =
            bucket("messages-per-id", "Messages of all connections of one socket id");
    private static final Key<Bucket> ROUTE_TOPIC = bucket("topic", "What the channels of one topic broadcast");
    private static final Shape<OfRoute> ROUTE =
            Shape.group(List.of(ROUTE_JOINS, ROUTE_MESSAGES, ROUTE_PER_ID, ROUTE_TOPIC), LimitSettings::ofRoute);
    private static final Key<Map<String, OfRoute>> PATTERNS = Key.of(
            "patterns",
            Shape.map(ValueType.text(), ROUTE),
            "Limits of the topics of a route, by its pattern, in the place of the others");

    /** The section of what clients may do. */
    static final Section<LimitOptions> LIMITS = new Section<>(
                    "limits",
                    Shape.textOr(
                            new ValueType<>(OFF, "off, or the limits", false, LimitSettings::allOff),
                            Shape.group(
                                    List.of(
                                            CONNECTS,
                                            CONNECTS_PER_ADDRESS,
                                            CONNECTIONS_PER_ID,
                                            WHEN_ID_IS_FULL,
                                            JOINS,
                                            MESSAGES,
                                            MESSAGES_PER_ID,
                                            BYTES,
                                            PRESENCE,
                                            API,
                                            PATTERNS),
                                    LimitSettings::limits)),
                    "How much clients may do, on each node; off for no limit",
                    (config, read) -> config.endpoint().limits(limits -> {
                        Map<String, SlowPolicy> slow = limits.limits().slow();
                        limits.from(read).slow(slow);
                    }))
            .reloadable();

    /** The section of what slow clients miss. */
    static final Section<Map<String, SlowPolicy>> SLOW = new Section<>(
                    "slow",
                    Shape.map(ValueType.text(), Shape.text(SLOW_POLICY)),
                    "What is done with messages for slow clients, by the pattern of a route",
                    (config, policies) -> config.endpoint().limits(limits -> limits.slow(policies)))
            .reloadable();

    private LimitSettings() {}

    private static Key<Bucket> bucket(String name, String rate, String burst, String meaning) {
        return Key.of(
                name,
                shape(
                        Key.of("rate", PER_SECOND, rate, "How many in a second"),
                        Key.of("burst", ValueType.integer(1), burst, "How many at once")),
                meaning);
    }

    private static Key<Bucket> bucket(String name, String meaning) {
        return Key.optional(
                name,
                shape(
                        Key.required("rate", Shape.text(PER_SECOND), "How many in a second"),
                        Key.required("burst", Shape.text(ValueType.integer(1)), "How many at once")),
                meaning);
    }

    private static Shape<Bucket> shape(Key<? extends Number> rate, Key<Integer> burst) {
        return Shape.textOr(
                NONE,
                Shape.group(
                        List.of(rate, burst),
                        values -> new Bucket(new RateLimit(values.get(rate).doubleValue(), values.get(burst)))));
    }

    private static double perSecond(String text) {
        return new RateLimit(Double.parseDouble(text), 1).perSecond();
    }

    private static @Nullable RateLimit onlyOff(String text) {
        if (!text.equals(OFF)) {
            throw new IllegalArgumentException(text);
        }
        return null;
    }

    private static LimitOptions allOff(String text) {
        var unused = onlyOff(text);
        return new LimitOptions().off();
    }

    private static LimitOptions limits(Values values) {
        var limits = new LimitOptions()
                .connects(values.get(CONNECTS).limit())
                .connectsPerAddress(optional(values, CONNECTS_PER_ADDRESS))
                .connectionsPerId(values.get(CONNECTIONS_PER_ID))
                .whenFull(values.get(WHEN_ID_IS_FULL))
                .joins(values.get(JOINS).limit())
                .messages(values.get(MESSAGES).limit())
                .messagesPerId(optional(values, MESSAGES_PER_ID))
                .bytes(values.get(BYTES).limit())
                .presence(values.get(PRESENCE).limit())
                .api(values.get(API).limit());
        values.get(PATTERNS).forEach((pattern, own) -> limits.pattern(pattern, own.change()));
        return limits;
    }

    private static OfRoute ofRoute(Values values) {
        return new OfRoute(own -> own.joins(optional(values, ROUTE_JOINS))
                .messages(optional(values, ROUTE_MESSAGES))
                .messagesPerId(optional(values, ROUTE_PER_ID))
                .topic(optional(values, ROUTE_TOPIC)));
    }

    private static @Nullable RateLimit optional(Values values, Key<Bucket> key) {
        Bucket found = values.find(key);
        return found == null ? null : found.limit();
    }

    private static SlowPolicy policy(String text) {
        Matcher matcher = POLICY.matcher(text);
        String detail = matcher.matches() ? matcher.group(2) : null;
        String kind = matcher.matches() ? matcher.group(1) : "";
        return switch (kind) {
            case "disconnect" -> without(detail, SlowPolicy.disconnect());
            case "volatile" -> without(detail, SlowPolicy.dropWhenSlow());
            case "latest" -> detail == null ? SlowPolicy.latest() : SlowPolicy.latest(detail);
            case "drop-oldest" -> SlowPolicy.dropOldest(Integer.parseInt(String.valueOf(detail)));
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static SlowPolicy without(@Nullable String detail, SlowPolicy policy) {
        if (detail != null) {
            throw new IllegalArgumentException(detail);
        }
        return policy;
    }
}

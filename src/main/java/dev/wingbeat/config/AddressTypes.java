package dev.wingbeat.config;

import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.limit.TrustedProxies;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/** The types of hosts, addresses and origins. Internal seam. */
public final class AddressTypes {

    private AddressTypes() {}

    /** A host name or an address. */
    public static ValueType<String> host() {
        return new ValueType<>(
                "HOST",
                "a host name or an address",
                false,
                text -> ValueType.require(text, text.matches("[A-Za-z0-9._:%-]+")));
    }

    /** A host, or a word. */
    public static ValueType<String> hostOr(String word) {
        var host = host();
        return new ValueType<>(host.label(), word + ", or " + host.expected(), false, host.parser());
    }

    /** Addresses with or without port, between commas. */
    public static ValueType<List<String>> addresses() {
        String expected = "addresses such as 10.0.0.1,node2.example.com:5701";
        var address = Pattern.compile("[A-Za-z0-9._%-]+(:\\d{1,5})?|\\[[0-9A-Fa-f:.%]+](:\\d{1,5})?|[0-9A-Fa-f:.]+");
        return new ValueType<>(
                ValueType.LIST,
                expected,
                false,
                text -> ValueType.parts(text).stream()
                        .map(part ->
                                ValueType.require(part, address.matcher(part).matches()))
                        .toList());
    }

    /** Addresses and networks, between commas. */
    public static ValueType<List<String>> proxies() {
        String expected = "none, or addresses and networks such as 10.0.0.0/8,fd00::/8";
        return new ValueType<>(ValueType.LIST, expected, false, text -> {
            List<String> addresses = text.equals(ValueType.NONE) ? List.of() : ValueType.parts(text);
            var unused = TrustedProxies.of(addresses);
            return addresses;
        });
    }

    /** Where browsers reach the nodes, between commas. */
    public static ValueType<List<URI>> urls() {
        String expected = "none, or addresses such as http://localhost:4000,http://localhost:4001";
        return new ValueType<>(ValueType.LIST, expected, false, text -> {
            if (text.equals(ValueType.NONE)) {
                return List.of();
            }
            return ValueType.parts(text).stream()
                    .map(URI::create)
                    .map(url -> ValueType.require(
                            url,
                            url.getHost() != null
                                    && String.valueOf(url.getScheme()).matches("https?")))
                    .toList();
        });
    }

    /** Which pages may connect. */
    public static ValueType<OriginCheck> origins() {
        String expected = "conn, host, false, or origins such as https://example.com,//*.example.com";
        return new ValueType<>(ValueType.CHECK, expected, false, text -> switch (text) {
            case "conn" -> OriginCheck.OWN_PAGES;
            case "host", "true" -> OriginCheck.SAME_HOST;
            case "false" -> OriginCheck.NONE;
            default -> OriginCheck.list(ValueType.parts(text));
        });
    }
}

package dev.wingbeat.config;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/** The types of hosts and addresses. Internal seam. */
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

    /** Returns the type of the addresses at which browsers reach the nodes, separated by commas. */
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
}

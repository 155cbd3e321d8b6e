package dev.wingbeat.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

    private static final TrustedProxies PROXIES =
            TrustedProxies.of(List.of("10.0.0.0/8", "192.0.2.7", "172.16.0.0/12", "fd00::/8", "2001:db8::1"));

    private static InetAddress address(String text) {
        InetAddress address = IpAddress.parse(text);
        assertTrue(address != null, text);
        return address;
    }

    private static String client(String peer, String... forwardedFor) {
        return PROXIES.client(address(peer), List.of(forwardedFor)).getHostAddress();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0, true",
        "10.255.255.255, true",
        "11.0.0.0, false",
        "9.255.255.255, false",
        "192.0.2.7, true",
        "192.0.2.6, false",
        "172.31.255.255, true",
        "172.32.0.0, false",
        "fdff::1, true",
        "fc00::1, false",
        "2001:db8::1, true",
        "2001:db8::2, false",
        "::ffff:10.1.2.3, true",
    })
    void networksContainWhatBeginsAsTheyDo(String address, boolean trusted) {
        assertEquals(trusted, PROXIES.trusts(address(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "10.0.0",
                "10.0.0.256",
                "010.0.0.1",
                "10.0.0.0/33",
                "10.0.0.0/0",
                "10.0.0.1/8",
                "::/0",
                "fd00::/129",
                "fd00::1/8",
                "10.0.0.0/",
                "10.0.0.0/8/8",
                "10.0.0.0/-1",
                "1:2:3",
                ":",
                "",
                "[::1]",
                "fe80::1%1"
            })
    void whatIsNoNetworkIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> TrustedProxies.of(List.of(text)));
    }

    @Test
    void peerThatIsNotTrustedIsTheClientWhateverItWrites() {
        assertEquals("198.51.100.1", client("198.51.100.1"));
        assertEquals("198.51.100.1", client("198.51.100.1", "203.0.113.1", "10.0.0.1"));
    }

    @Test
    void clientIsTheRightMostThatIsNotTrusted() {
        assertEquals("203.0.113.1", client("10.0.0.1", "203.0.113.1"));
        assertEquals("203.0.113.2", client("10.0.0.1", "203.0.113.1, 203.0.113.2"));
        assertEquals("203.0.113.2", client("10.0.0.1", "203.0.113.1, 203.0.113.2 ,10.0.0.2, 192.0.2.7"));
        assertEquals("203.0.113.2", client("10.0.0.1", "203.0.113.1", "203.0.113.2,10.0.0.2"));
        assertEquals("203.0.113.2", client("10.0.0.1", "203.0.113.2,,", ""));
    }

    @Test
    void addressesMayHavePorts() {
        assertEquals("203.0.113.1", client("10.0.0.1", "203.0.113.1:4711"));
        assertEquals("2001:db8:0:0:0:0:0:2", client("fd00::1", "[2001:db8::2]:4711"));
        assertEquals("2001:db8:0:0:0:0:0:2", client("fd00::1", "[2001:db8::2]"));
        assertEquals("2001:db8:0:0:0:0:0:2", client("fd00::1", "2001:db8::2"));
    }

    @Test
    void whereEverybodyIsTrustedTheFirstIsTheClient() {
        assertEquals("10.0.0.9", client("10.0.0.1", "10.0.0.9, 10.0.0.8"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"unknown", "_hidden", "localhost", "203.0.113.1, 1.2.3", "203.0.113.1, [::1", "\"203.0.113.1\""})
    void proxyThatNamesNobodyIsTakenForTheClient(String forwardedFor) {
        assertEquals("10.0.0.2", client("10.0.0.1", forwardedFor + ", 10.0.0.2"));
    }
}

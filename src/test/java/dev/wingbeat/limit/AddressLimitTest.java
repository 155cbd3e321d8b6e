package dev.wingbeat.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AddressLimitTest {

    private final AddressLimit limit = new AddressLimit(2, TrustedProxies.of(List.of("10.0.0.0/8")));

    private static InetAddress address(String text) {
        InetAddress address = IpAddress.parse(text);
        assertNotNull(address, text);
        return address;
    }

    private @Nullable Permit connection(String peer) {
        return limit.connection(address(peer));
    }

    private @Nullable Permit client(String peer, String... forwardedFor) {
        InetAddress client = limit.addressOf(peer, List.of(forwardedFor));
        assertNotNull(client);
        return limit.client(client);
    }

    @Test
    void whoLeavesMakesRoomOnce() {
        Permit first = connection("192.0.2.1");
        assertNotNull(first);
        assertNotNull(connection("192.0.2.1"));
        assertNull(connection("192.0.2.1"));
        assertEquals(1, limit.refused());
        first.release();
        first.release();
        assertNotNull(connection("192.0.2.1"));
        assertNull(connection("192.0.2.1"));
        assertEquals(2, limit.refused());
    }

    @Test
    void permitThatWasNotKeptGoesWithItsRequest() {
        Permit refused = client("192.0.2.1");
        Permit accepted = client("192.0.2.1");
        assertNotNull(refused);
        assertNotNull(accepted);
        accepted.keep();
        accepted.releaseUnlessKept();
        refused.releaseUnlessKept();
        assertNotNull(client("192.0.2.1"));
        assertNull(client("192.0.2.1"));
        accepted.release();
        assertNotNull(client("192.0.2.1"));
    }

    @Test
    void addressesAreApartAndConnectionsFromClients() {
        assertNotNull(connection("192.0.2.1"));
        assertNotNull(connection("192.0.2.1"));
        assertNotNull(connection("192.0.2.2"));
        assertNotNull(client("192.0.2.1"));
        assertNotNull(client("192.0.2.1"));
        assertNull(client("192.0.2.1"));
    }

    @Test
    void networkOf64BitsIsOneAddress() {
        assertNotNull(connection("2001:db8::1"));
        assertNotNull(connection("2001:db8:0:0:ffff::1"));
        assertNull(connection("2001:db8::2"));
        assertNotNull(connection("2001:db8:0:1::1"));
    }

    @Test
    void addressOfIpv4InIpv6IsThatOfIpv4() {
        assertNotNull(connection("192.0.2.1"));
        assertNotNull(connection("::ffff:192.0.2.1"));
        assertNull(connection("::ffff:192.0.2.1"));
        assertNotNull(connection("::ffff:192.0.2.2"));
        assertNotNull(connection("::1"));
    }

    @Test
    void addressMayHaveAZone() {
        assertNotNull(client("fe80::1%eth0"));
        assertNotNull(client("fe80::2%2"));
        assertNull(client("fe80::3"));
    }

    @Test
    void trustedProxyMayHaveAnyNumberOfConnectionsAndItsClientsCount() {
        for (int i = 0; i < 10; i++) {
            assertSame(Permit.UNCOUNTED, connection("10.0.0.1"));
            assertNotNull(client("10.0.0.1", "192.0.2." + i));
            assertNotNull(client("10.0.0.1", "192.0.2." + i));
            assertNull(client("10.0.0.1", "192.0.2." + i));
        }
        assertNotNull(client("10.0.0.1"));
        assertNotNull(client("10.0.0.1"));
        assertNull(client("10.0.0.1"), "a proxy that names nobody");
    }

    @Test
    void withoutALimitNobodyIsCounted() {
        var unlimited = AddressLimit.unlimited();
        assertSame(Permit.UNCOUNTED, unlimited.connection(address("192.0.2.1")));
        assertSame(Permit.UNCOUNTED, unlimited.client(address("192.0.2.1")));
        assertEquals(0, unlimited.addresses());
    }

    @Test
    void nothingIsLeftWhenManyThreadsHaveComeAndGone() {
        var inside = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4_000; i++) {
                threads.execute(() -> {
                    Permit permit = connection("192.0.2.1");
                    if (permit != null) {
                        inside.accumulateAndGet(1, Integer::sum);
                        permit.release();
                    }
                });
            }
        }
        assertEquals(4_000, inside.get() + limit.refused());
        assertEquals(0, limit.addresses());
    }
}

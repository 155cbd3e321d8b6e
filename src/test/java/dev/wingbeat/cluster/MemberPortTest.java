package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import dev.wingbeat.support.Ports;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a stranger finds on the port that members talk on. */
class MemberPortTest {

    private static final String HOST = "127.0.0.1";
    private static final int SECONDS = 60;
    private static final int PORT = Ports.unused();
    private static final Consumer<ClusterOptions> KNOWN = cluster -> cluster.name("member-port-" + PORT)
            .members(List.of(HOST + ':' + PORT))
            .busPort(0);

    private static Cluster node;

    @BeforeAll
    static void join() throws Exception {
        node = join(KNOWN.andThen(
                cluster -> cluster.secret("what only the nodes know").port(PORT)));
    }

    @AfterAll
    static void leave() throws Exception {
        node.vertx().close().await(SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void clientOfHazelcastIsNotUnderstood() {
        var config = new ClientConfig();
        config.setClusterName(hazelcast().getConfig().getClusterName());
        config.getNetworkConfig().addAddress(HOST + ':' + PORT);
        config.getConnectionStrategyConfig().getConnectionRetryConfig().setClusterConnectTimeoutMillis(1);
        assertThrows(IllegalStateException.class, () -> HazelcastClient.newHazelcastClient(config));
    }

    @Test
    void nobodyListensOnOtherAddressesOfTheMachine() throws IOException {
        try (var own = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
            assertEquals(PORT, own.getPort());
        }
        var other = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        assertThrows(ConnectException.class, () -> new Socket(other, PORT).close());
    }

    @Test
    void memberThatKnowsTheNameAloneIsNotLetIn() throws Exception {
        Cluster stranger = join(KNOWN.andThen(cluster -> cluster.port(Ports.unused())));
        try {
            assertEquals(Set.of(), stranger.otherNodes());
            assertEquals(Set.of(), node.otherNodes());
        } finally {
            stranger.vertx().close().await(SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void objectsOfJavaAreRefusedUnlessTheyTellOfAFailure() {
        var map = hazelcast().<String, Object>getMap("objects");
        map.put("set", new BitSet());
        var refused = assertThrows(HazelcastSerializationException.class, () -> map.get("set"));
        assertInstanceOf(SecurityException.class, refused.getCause());
        map.put("failure", new IllegalStateException("told", new IOException("why")));
        var failure = assertInstanceOf(IllegalStateException.class, map.get("failure"));
        assertEquals("why", failure.getCause().getMessage());
    }

    private static HazelcastInstance hazelcast() {
        return Hazelcast.getAllHazelcastInstances().stream()
                .filter(instance ->
                        instance.getCluster().getLocalMember().getAddress().getPort() == PORT)
                .findFirst()
                .orElseThrow();
    }

    private static Cluster join(Consumer<ClusterOptions> config) throws Exception {
        var options = new VertxOptions().setEventLoopPoolSize(1);
        return Cluster.join(options, config).await(SECONDS, TimeUnit.SECONDS);
    }
}

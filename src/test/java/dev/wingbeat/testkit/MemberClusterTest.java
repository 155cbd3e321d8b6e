package dev.wingbeat.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.cluster.Cluster;
import dev.wingbeat.support.Patience;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The cluster of the test kit tells who comes and goes as a real one does. */
class MemberClusterTest {

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static String next(BlockingQueue<String> news) throws InterruptedException {
        return String.valueOf(news.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void comingAndGoingAreToldUntilCancelled() throws Exception {
        var table = new MemberTable();
        var news = new LinkedBlockingQueue<String>();
        Cluster one = await(MemberCluster.join(table, new VertxOptions()));
        try {
            one.onNodeJoined(node -> news.add("never")).cancel();
            one.onNodeJoined(node -> news.add("+" + node));
            one.onNodeLeft(node -> news.add("-" + node));
            Cluster other = await(MemberCluster.join(table, new VertxOptions()));
            assertEquals("+" + other.nodeName(), next(news));
            assertEquals(Set.of(one.nodeName(), other.nodeName()), one.nodes());
            await(table.cut(one.nodeName(), other.nodeName()));
            assertEquals("-" + other.nodeName(), next(news));
            assertEquals(Set.of(), one.otherNodes());
            await(table.heal());
            assertEquals("+" + other.nodeName(), next(news));
            await(other.vertx().close());
            assertEquals("-" + other.nodeName(), next(news));
        } finally {
            await(one.vertx().close());
            await(table.shared().close());
        }
    }
}

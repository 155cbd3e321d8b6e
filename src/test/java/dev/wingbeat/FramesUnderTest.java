package dev.wingbeat;

import dev.wingbeat.frame.FrameSinks;
import dev.wingbeat.frame.PlainFrameSinks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** The frames that this run of the tests is about: those on Netty, or with {@code -Dwingbeat.frames=plain} the plain ones. */
public final class FramesUnderTest {

    private FramesUnderTest() {}

    /** Starts an endpoint with them. */
    public static Future<Endpoint> start(Endpoint endpoint, Vertx vertx) {
        String frames = System.getProperty("wingbeat.frames", "netty");
        return endpoint.start(vertx, null, frames.equals("plain") ? PlainFrameSinks::on : FrameSinks::on);
    }
}

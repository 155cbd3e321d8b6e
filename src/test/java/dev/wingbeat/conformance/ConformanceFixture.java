package dev.wingbeat.conformance;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointOptions;
import io.vertx.core.Vertx;

/** The fixture of the test vectors for tests of other packages. */
public final class ConformanceFixture {

    private ConformanceFixture() {}

    /** Builds an endpoint that serves the fixture. */
    public static Endpoint endpoint(Vertx vertx, EndpointOptions config) {
        return app(vertx).endpoint(config);
    }

    /** Makes the application, for tests that want to see its presence. */
    public static ConformanceApp app(Vertx vertx) {
        return new ConformanceApp(vertx, ended -> {});
    }
}

package dev.wingbeat.sample;

import dev.wingbeat.Endpoint;
import dev.wingbeat.app.Application;
import dev.wingbeat.app.WingbeatConfig;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.Ports;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What {@code serve} runs, on a port of its own, for as long as the tests of a class run. */
public final class SampleServer implements BeforeAllCallback, AfterAllCallback {

    private final int port = Ports.unused();
    private final List<SampleServer> others;
    private Vertx vertx;
    private Endpoint endpoint;

    /** Makes one whose page knows where others are. */
    public SampleServer(SampleServer... others) {
        this.others = List.of(others);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        vertx = Vertx.vertx();
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        stop();
        vertx.close().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Starts it, for the first time or after {@link #stop}. */
    public void start() throws Exception {
        Ports.listenAgain(this::startOnce);
    }

    private void startOnce() throws Exception {
        var urls = Stream.concat(Stream.of(this), others.stream())
                .map(server -> URI.create("http://localhost:" + server.port))
                .toList();
        var flags = Map.of(
                "--host",
                "0.0.0.0",
                "--port",
                String.valueOf(port),
                "--node-urls",
                urls.stream().map(URI::toString).collect(Collectors.joining(",")));
        endpoint = Application.of(WingbeatConfig.of(flags, Map.of()), SampleHub::declare)
                .endpoint()
                .get();
        endpoint.start(vertx).await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Stops it as a signal does: clients are told to come back later. */
    public void stop() throws Exception {
        endpoint.stop().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Returns the address of the page, by a name of this machine. */
    public String url(String host) {
        return "http://" + host + ':' + port + '/';
    }
}

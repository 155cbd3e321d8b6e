package dev.wingbeat.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.wingbeat.support.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer's address of keys: counts who asks, rotates, and misbehaves in the ways that servers do. */
public final class IssuerStub implements AutoCloseable {

    /** How it answers. */
    public interface Behaviour {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger fetches = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Behaviour behaviour;

    public IssuerStub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        fetches.incrementAndGet();
        try (exchange) {
            behaviour.answer(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/jwks";
    }

    public int fetches() {
        return fetches.get();
    }

    /** Publishes keys. */
    public IssuerStub keys(Object... keys) {
        return body(JSONObjectUtils.toJSONString(Map.of("keys", List.of(keys))), "");
    }

    IssuerStub body(String body, String cacheControl) {
        return behave(exchange -> {
            exchange.getResponseHeaders().add("cache-control", cacheControl);
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        });
    }

    /** Answers a status alone, and leads elsewhere. */
    public IssuerStub status(int status) {
        return behave(exchange -> {
            exchange.getResponseHeaders().add("location", "/other");
            exchange.sendResponseHeaders(status, -1);
        });
    }

    /** Answers nothing, or one byte more each time that the pause has passed, until it is closed. */
    IssuerStub stall(long dripMillis) {
        return behave(exchange -> {
            if (dripMillis == 0) {
                closed.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
                return;
            }
            exchange.sendResponseHeaders(200, 0);
            do {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
            } while (!closed.await(dripMillis, TimeUnit.MILLISECONDS));
        });
    }

    IssuerStub behave(Behaviour next) {
        behaviour = next;
        return this;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.close();
    }
}

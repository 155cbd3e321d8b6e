package dev.wingbeat.cluster;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.lang.reflect.Field;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The certificates of an event bus: put into its options before it starts, exchanged in its server and its client when the
 * files change. Connections that stand stay as they are. May be used from any thread.
 */
final class BusTls {

    private static final System.Logger LOGGER = System.getLogger(BusTls.class.getName());
    private static final long RELOAD_MILLIS = 10_000;

    private final ClusterTls files;
    private final AtomicReference<PemFiles> seen;

    /** Reads the files. */
    BusTls(ClusterTls files) {
        this.files = files;
        this.seen = new AtomicReference<>(PemFiles.read(files));
    }

    /** Puts TLS into the options of an event bus that has not started. */
    void apply(EventBusOptions options) {
        PemFiles pem = seen.get();
        options.setSsl(true)
                .setTrustAll(false) // true by default, for the event bus alone
                .setClientAuth(ClientAuth.REQUIRED)
                .setKeyCertOptions(keyOf(pem))
                .setTrustOptions(trustOf(pem));
    }

    /** Looks from now on whether the files have changed; fails when what they hold does not fit together. */
    Future<Void> watch(Vertx vertx) {
        return vertx.executeBlocking(() -> end(vertx, seen.get())).map(until -> {
            LOGGER.log(INFO, "the event bus speaks TLS only, its certificate is good until {0}", until);
            vertx.setPeriodic(RELOAD_MILLIS, ignored -> reload(vertx));
            return null;
        });
    }

    /** Exchanges the certificates when the files have changed; keeps the old ones when the new ones cannot be used. */
    Future<Void> reload(Vertx vertx) {
        return vertx.executeBlocking(() -> PemFiles.read(files))
                .compose(read -> {
                    PemFiles pem = Objects.requireNonNull(read);
                    return pem.equals(seen.getAndSet(pem)) ? Future.succeededFuture() : exchange(vertx, pem);
                })
                .otherwise(cause -> {
                    LOGGER.log(WARNING, "certificates of the event bus are kept: " + cause.getMessage());
                    return null;
                });
    }

    private static Future<Void> exchange(Vertx vertx, PemFiles pem) {
        return vertx.executeBlocking(() -> end(vertx, pem))
                .compose(until -> part(vertx, "server", NetServer.class)
                        .updateSSLOptions(new ServerSSLOptions()
                                .setClientAuth(ClientAuth.REQUIRED)
                                .setKeyCertOptions(keyOf(pem))
                                .setTrustOptions(trustOf(pem)))
                        .compose(exchanged -> part(vertx, "client", NetClient.class)
                                .updateSSLOptions(new ClientSSLOptions()
                                        .setHostnameVerificationAlgorithm("")
                                        .setKeyCertOptions(keyOf(pem))
                                        .setTrustOptions(trustOf(pem))))
                        .onSuccess(exchanged -> LOGGER.log(
                                INFO,
                                "certificates of the event bus are exchanged, the new one is good until {0}",
                                until)))
                .mapEmpty();
    }

    private static Instant end(Vertx vertx, PemFiles pem) {
        return pem.requireUsable(vertx, keyOf(pem), trustOf(pem)).getNotAfter().toInstant();
    }

    static PemKeyCertOptions keyOf(PemFiles pem) {
        return new PemKeyCertOptions()
                .addCertValue(Buffer.buffer(pem.certificate()))
                .addKeyValue(Buffer.buffer(pem.key()));
    }

    static PemTrustOptions trustOf(PemFiles pem) {
        return new PemTrustOptions().addCertValue(Buffer.buffer(pem.authority()));
    }

    /**
     * Returns the server or the client of the event bus. Both can exchange their certificates, but Vert.x hands them out to
     * nobody, and carries options to them as JSON, which no key manager of ours survives: the one place where we look into a
     * class that is not ours.
     */
    private static <T> T part(Vertx vertx, String name, Class<T> type) {
        try {
            Field field = vertx.eventBus().getClass().getDeclaredField(name);
            field.setAccessible(true);
            return type.cast(field.get(vertx.eventBus()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the " + name + " of the event bus (expected: as in Vert.x 5.1)", e);
        }
    }
}

package dev.wingbeat.jwt;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the key set of one address: 2 s in all, at most 256 KiB, no redirects. May be used from any thread.
 */
final class JwksFetch {

    static final int MAX_BYTES = 256 * 1024;

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Pattern MAX_AGE = Pattern.compile("(?:^|[, ])max-age=\"?(\\d{1,9})");

    private final URI url;
    private final HttpClient client;

    /**
     * The result of a fetch.
     *
     * @param maxAge how long it may be kept as the issuer says, null when it does not
     */
    record Fetched(List<VerifyingKey> keys, @Nullable Duration maxAge) {}

    JwksFetch(URI url) {
        this.url = url;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * Checks an address of a key set.
     *
     * @throws IllegalArgumentException unless it is one of HTTPS, or of this machine
     */
    static URI url(String text) {
        String expected = " (expected: an address such as https://auth.example.com/.well-known/jwks.json;"
                + " http only for this machine)";
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("jwks: " + text + expected, e);
        }
        String scheme = String.valueOf(url.getScheme());
        boolean safe = scheme.equals("https") || (scheme.equals("http") && isLoopback(url.getHost()));
        if (!safe || url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("jwks: " + text + expected);
        }
        return url;
    }

    private static boolean isLoopback(@Nullable String host) {
        if (host == null || host.equals("localhost")) {
            return host != null;
        }
        if (!host.matches("127(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:]+]")) {
            return false; // a name is not looked up: whom it names may change
        }
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Fetches. The future completes on any thread. */
    Future<Fetched> get() {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(TIMEOUT)
                .header("accept", "application/json, application/jwk-set+json")
                .build();
        CompletableFuture<HttpResponse<byte[]>> response =
                client.sendAsync(request, head -> new KeySetBody(head.statusCode(), MAX_BYTES));
        Promise<Fetched> fetched = Promise.promise();
        // the request's own timeout ends with the headers: a body that drips would have all the time in the world
        var unused = response.copy()
                .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        read(answer, fetched);
                    } else {
                        response.cancel(true);
                        fetched.fail(
                                failure instanceof CompletionException wrapped && wrapped.getCause() != null
                                        ? wrapped.getCause()
                                        : failure);
                    }
                });
        return fetched.future();
    }

    private static void read(HttpResponse<byte[]> answer, Promise<Fetched> fetched) {
        try {
            List<VerifyingKey> keys = PublicKeys.set(new String(answer.body(), StandardCharsets.UTF_8));
            if (keys.isEmpty()) {
                throw new ParseException("no key that verifies tokens (expected: at least one)", 0);
            }
            fetched.complete(new Fetched(
                    keys, maxAge(answer.headers().firstValue("cache-control").orElse(""))));
        } catch (ParseException e) {
            fetched.fail(new IOException(e.getMessage(), e));
        }
    }

    private static @Nullable Duration maxAge(String cacheControl) {
        Matcher maxAge = MAX_AGE.matcher(cacheControl);
        return maxAge.find() ? Duration.ofSeconds(Long.parseLong(maxAge.group(1))) : null;
    }
}

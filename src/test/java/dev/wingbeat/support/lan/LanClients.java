package dev.wingbeat.support.lan;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Clients inside a network, told what to do by lines on standard input and telling by lines on standard output what came of
 * it. {@link LanDriver} is the other end.
 *
 * <ul>
 *   <li>{@code ready IP}: says so again once the node answers that it is ready
 *   <li>{@code resolves NAME IP,IP}: says so again once the name has just these addresses
 *   <li>{@code join CLIENT HOST TOPIC}: a client that comes back whenever its connection ends; {@code joined CLIENT IP} and
 *       {@code closed CLIENT CODE} each time
 *   <li>{@code shout CLIENT TEXT}: {@code heard CLIENT TEXT} from every client in the topic
 * </ul>
 */
public final class LanClients {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final Executor LATER = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_LIMIT).build();
    private final Map<String, ReturningClient> clients = new ConcurrentHashMap<>();
    private final PrintStream out;

    private LanClients(PrintStream out) {
        this.out = out;
    }

    /** Obeys until standard input ends. */
    public static void main(String[] arguments) throws IOException {
        var clients = new LanClients(System.out);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        clients.say("here");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            clients.obey(line.split(" "));
        }
        System.exit(0);
    }

    private void obey(String... words) {
        switch (words[0]) {
            case "ready" -> until(() -> isReady(words[1]), String.join(" ", words));
            case "resolves" -> until(() -> resolves(words[1], Set.of(words[2].split(","))), String.join(" ", words));
            case "join" ->
                clients.computeIfAbsent(
                                words[1], name -> new ReturningClient(name, words[2], words[3], http, this::say))
                        .connect();
            case "shout" -> clients.get(words[1]).shout(words[2]);
            default -> say("unknown " + words[0]);
        }
    }

    private synchronized void say(String line) {
        out.println(line);
        out.flush();
    }

    private void until(Supplier<Boolean> done, String line) {
        LATER.execute(() -> {
            if (done.get()) {
                say(line);
            } else {
                until(done, line);
            }
        });
    }

    private boolean isReady(String address) {
        var request = HttpRequest.newBuilder(URI.create("http://" + address + ":4090/health/ready"))
                .timeout(CONNECT_LIMIT)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean resolves(String name, Set<String> addresses) {
        try {
            return Arrays.stream(InetAddress.getAllByName(name))
                    .map(InetAddress::getHostAddress)
                    .collect(Collectors.toSet())
                    .equals(addresses);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}

package dev.wingbeat.benchmarks;

import dev.wingbeat.support.client.Flood;
import dev.wingbeat.support.client.Strangers;
import dev.wingbeat.support.client.Strangers.Attack;
import java.time.Duration;
import java.util.Arrays;

/**
 * Clients that flood a hub, in a JVM of their own; arguments are the port, how many, for how many seconds, and what with. Prints in
 * which ways their connections have ended.
 */
public final class HostileClients {

    private HostileClients() {}

    /** Floods, and comes to an end. */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        Attack[] attacks = Arrays.stream(arguments)
                .skip(3)
                .map(flood -> Flood.valueOf(flood).attack(port))
                .toArray(Attack[]::new);
        var strangers = Strangers.of(port, Integer.parseInt(arguments[1]), i -> attacks[i % attacks.length]);
        boolean unused = strangers.awaitEnds(Duration.ofSeconds(Integer.parseInt(arguments[2])));
        strangers.leave();
        System.out.println(strangers.ends());
    }
}

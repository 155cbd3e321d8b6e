package dev.wingbeat;

import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.Received;
import dev.wingbeat.support.client.WebSocketProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Clients that behave: members of a room who ping the hub over and over and hear what one of them shouts, and visitors who come,
 * ask once and leave. None of them may notice more than a delay.
 */
final class Neighbours {

    private static final int MEMBERS = 4;
    private static final int PINGS_FOR_EACH_SHOUT = 8;
    /** Leaves each of them below the rate that the hub allows a connection. */
    private static final Duration PAUSE = Duration.ofMillis(12);

    private static final Duration BETWEEN_VISITS = Duration.ofMillis(250);

    private final int port;
    private final List<Member> members;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Queue<Long> pings = new ConcurrentLinkedQueue<>();
    private final Queue<Long> visits = new ConcurrentLinkedQueue<>();

    private Neighbours(int port) {
        this.port = port;
        this.members = Stream.generate(() -> new Member(port)).limit(MEMBERS).toList();
    }

    /** Lets them come; they talk from now on. */
    static Neighbours of(int port) {
        var neighbours = new Neighbours(port);
        for (Member member : neighbours.members) {
            boolean shouts = member == neighbours.members.getFirst();
            neighbours.running.add(neighbours.threads.submit(() -> neighbours.talk(member, shouts)));
        }
        neighbours.running.add(neighbours.threads.submit(neighbours::visit));
        return neighbours;
    }

    /** Lets them leave, once each member has heard all that was shouted. Fails when one of them was hindered. */
    void leave() throws Exception {
        over.countDown();
        for (Future<?> each : running) {
            each.get(2 * Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        int shouts = members.getFirst().shouts;
        for (Member member : members) {
            member.hear(shouts);
            member.probe.close();
        }
        threads.close();
    }

    /** Returns how long the answers to pings took, in nanoseconds. */
    List<Long> pings() {
        return List.copyOf(pings);
    }

    /** Returns how long it took visitors from their connect to the answer, in nanoseconds. */
    List<Long> visits() {
        return List.copyOf(visits);
    }

    private void talk(Member member, boolean shouts) {
        for (int i = 1; over.getCount() > 0; i++) {
            long begin = System.nanoTime();
            member.ask("ping");
            pings.add(System.nanoTime() - begin);
            if (shouts && i % PINGS_FOR_EACH_SHOUT == 0) {
                member.shout();
            }
            Received unasked = member.probe.next(PAUSE);
            if (unasked != null) {
                member.take(unasked);
            }
        }
    }

    private Object visit() throws InterruptedException {
        while (!over.await(BETWEEN_VISITS.toMillis(), TimeUnit.MILLISECONDS)) {
            long begin = System.nanoTime();
            new Member(port).probe.close();
            visits.add(System.nanoTime() - begin);
        }
        return visits;
    }

    /** A member of the room; its join has been answered. */
    private static final class Member {

        private final WebSocketProbe probe;
        private int ref;
        private int heard;
        private int shouts;

        Member(int port) {
            probe = WebSocketProbe.open(port, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"));
            ask("phx_join");
        }

        void ask(String event) {
            String asked = "[\"1\",\"" + ++ref + "\",\"room:neighbours\",";
            probe.send(asked + '"' + event + "\",{}]");
            while (!take(probe.next()).startsWith(asked)) {
                // something that was shouted
            }
        }

        void shout() {
            shouts++;
            probe.sendJson("['1','s','room:neighbours','shout',{}]");
        }

        void hear(int all) {
            while (heard < all) {
                take(probe.next());
            }
        }

        String take(Received received) {
            if (!(received instanceof Received.Text text)) {
                throw new AssertionError("got " + received + " (expected: a text frame)");
            }
            if (text.text().startsWith("[null,null,\"room:neighbours\",\"shout\"")) {
                heard++;
            }
            return text.text();
        }
    }
}

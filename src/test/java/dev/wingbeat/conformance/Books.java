package dev.wingbeat.conformance;

import static java.util.stream.Collectors.toMap;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpProbe;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What a node keeps: what it says of itself, the JVM's open files, and the live objects of the types that belong to
 * connections, as the JVM's own class histogram counts them: timers, sockets, channels, subscriptions, requests.
 */
final class Books {

    private static final String TIMER = "io.vertx.core.impl.VertxImpl";
    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+).*");
    private static final Pattern OF_CONNECTIONS = Pattern.compile(
            "dev\\.wingbeat\\.\\w+\\.(SocketServer|ChannelServer|ChannelSocket|Mailbox|Backlog|Resources.*"
                    + "|NettyFrameSink|NettyFrameReader|RawSocketServer|EventStreamServer|LongPollServer|SequentialRequestDecoder|Subscribers.*)"
                    + "|io\\.vertx\\.core\\.http\\.impl\\.http1\\.Http1Server.*|io\\.vertx\\.core\\.impl\\.VertxImpl\\$.*Timer.*"
                    + "|io\\.netty\\.channel\\.(epoll\\.EpollSocketChannel|socket\\.nio\\.NioSocketChannel)");

    private Books() {}

    /** Waits until the books of the node with this management port are again as they were. */
    static void expect(Map<String, Long> before, int managementPort) {
        long limit = System.nanoTime() + 2 * Patience.LIMIT.toNanos();
        Map<String, Long> now = load(managementPort);
        while (!before.entrySet().containsAll(now.entrySet()) && System.nanoTime() < limit) {
            now = load(managementPort);
        }
        now = take(managementPort);
        Map<String, String> differences = differences(before, now);
        while (!differences.isEmpty()) {
            if (System.nanoTime() > limit) {
                throw new AssertionError("the books differ: " + differences);
            }
            now = take(managementPort);
            differences = differences(before, now);
        }
    }

    /**
     * Waits until the node with this management port has so many connections, a WebSocket each, from as many addresses at most,
     * and its books stand still; returns them.
     */
    static Map<String, Long> settled(int connections, int managementPort) {
        long limit = System.nanoTime() + 2 * Patience.LIMIT.toNanos();
        Map<String, Long> last = Map.of();
        while (System.nanoTime() < limit) {
            var load = load(managementPort);
            if (load.get("connections") == connections
                    && load.get("tcp_connections") == connections // plain requests have ended, too
                    && load.get("addresses") <= connections) {
                Map<String, Long> now = take(managementPort);
                if (now.equals(last)) {
                    return watched(now, connections);
                }
                last = now;
            }
        }
        throw new AssertionError("the books do not settle at " + connections + " connections: " + last);
    }

    /** Returns what belongs to connections in this JVM: other tests may leave some, in servers that have stopped. */
    static Map<String, Long> connectionObjects() {
        var objects = objects();
        objects.keySet().removeIf(name -> name.startsWith(TIMER)); // timers of the node
        return objects;
    }

    /** Waits until no more belongs to connections than there was. */
    static void expectNoMoreThan(Map<String, Long> before) {
        long limit = System.nanoTime() + Patience.LIMIT.toNanos();
        Map<String, Long> left = beyond(before);
        while (!left.isEmpty() && System.nanoTime() < limit) {
            left = beyond(before);
        }
        if (!left.isEmpty()) {
            throw new AssertionError("left behind: " + left + " (expected: no more than " + before + ")");
        }
    }

    private static Map<String, Long> beyond(Map<String, Long> before) {
        var objects = connectionObjects();
        objects.entrySet().removeIf(count -> count.getValue() <= before.getOrDefault(count.getKey(), 0L));
        return objects;
    }

    /** Returns the books once they are seen to watch what they are for: classes may get another name. */
    private static Map<String, Long> watched(Map<String, Long> books, int connections) {
        for (String name : List.of("SocketServer", "NettyFrameSink")) {
            if (connections > 0 && books.keySet().stream().noneMatch(watched -> watched.endsWith('.' + name))) {
                throw new AssertionError(name + " (expected: a class that is counted): " + books);
            }
        }
        return books;
    }

    /** Returns what the node says of itself. */
    private static Map<String, Long> load(int managementPort) {
        var stats = HttpProbe.get("/stats").send(managementPort).json();
        return Stream.of("connections", "tcp_connections", "topics", "presences", "addresses")
                .collect(toMap(name -> name, name -> stats.path(name).asLong()));
    }

    /** Returns how many bytes of the heap the account of a node held when it looked last, those of questions like this one among them. */
    static long heapHeld(int managementPort) {
        return HttpProbe.get("/stats")
                .send(managementPort)
                .json()
                .path("heap_held")
                .asLong();
    }

    /** Waits until the account of a node holds no more than so many bytes of the heap. */
    static void expectHeld(long most, int managementPort) {
        long limit = System.nanoTime() + 2 * Patience.LIMIT.toNanos();
        long held = heapHeld(managementPort);
        while (held > most) {
            if (System.nanoTime() > limit) {
                throw new AssertionError("heap_held: " + held + " (expected: <= " + most + ")");
            }
            held = heapHeld(managementPort);
        }
    }

    private static Map<String, Long> take(int managementPort) {
        var books = new TreeMap<>(load(managementPort));
        books.putAll(objects());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            books.put("open files", unix.getOpenFileDescriptorCount());
        }
        return books;
    }

    private static Map<String, Long> objects() {
        try {
            var histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            return histogram
                    .lines()
                    .map(LINE::matcher)
                    .filter(line -> line.matches()
                            && OF_CONNECTIONS.matcher(line.group(2)).matches()
                            && !line.group(2).contains("$$Lambda"))
                    .collect(toMap(line -> line.group(2), line -> Long.valueOf(line.group(1)), Long::sum));
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> differences(Map<String, Long> before, Map<String, Long> now) {
        var differences = new LinkedHashMap<String, String>();
        var names = new TreeMap<>(before);
        names.putAll(now);
        for (var name : names.keySet()) {
            long was = before.getOrDefault(name, 0L);
            long is = now.getOrDefault(name, 0L);
            boolean gone =
                    is < was && name.contains("."); // objects of what had ended already when the books were first taken
            if (was != is && !gone) {
                differences.put(name, was + " -> " + is);
            }
        }
        return differences;
    }
}

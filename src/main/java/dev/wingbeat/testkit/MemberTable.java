package dev.wingbeat.testkit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The members of a cluster within this JVM, and who sees whom. Takes the place of Hazelcast: nothing of how members find each
 * other, agree, and notice failures is the real thing. The event bus between the members is. May be used from any thread.
 */
final class MemberTable {

    /** Two members that do not see each other. */
    private record Cut(String one, String other) {

        boolean concerns(String node) {
            return one.equals(node) || other.equals(node);
        }

        String oppositeOf(String node) {
            return one.equals(node) ? other : one;
        }

        boolean separates(String from, String to) {
            return (one.equals(from) && other.equals(to)) || (one.equals(to) && other.equals(from));
        }
    }

    private final Monitor monitor = new Monitor();
    private final Map<String, MemberSeat> seats = new LinkedHashMap<>();
    private final Map<String, Set<RegistrationInfo>> registrations = new HashMap<>();
    private final Set<Cut> cuts = new HashSet<>();

    /** Keeps what members share by name: maps, locks, counters. */
    private final Vertx shared = Vertx.vertx();

    Vertx shared() {
        return shared;
    }

    void join(MemberSeat seat) {
        String node = seat.getNodeId();
        monitor.change(() -> seats.put(node, seat));
        var unused = tell(other -> other.equals(seat) ? Future.succeededFuture() : other.appeared(node));
    }

    /** Removes a member at once; completes when the others have been told. */
    Future<Void> leave(String node) {
        MemberSeat seat = monitor.read(() -> seats.remove(node));
        if (seat == null) {
            return Future.succeededFuture();
        }
        monitor.change(() -> registrations.values().forEach(of -> of.removeIf(info -> node.equals(info.nodeId()))));
        return seat.alone().compose(itself -> tell(other -> other.lost(node)));
    }

    /** Separates two members; completes when both know. */
    Future<Void> cut(String one, String other) {
        monitor.change(() -> cuts.add(new Cut(one, other)));
        return tell(seat -> {
            if (seat.getNodeId().equals(one)) {
                return seat.lost(other);
            }
            return seat.getNodeId().equals(other) ? seat.lost(one) : Future.succeededFuture();
        });
    }

    /** Lets all see each other again; completes when they know. */
    Future<Void> heal() {
        List<Cut> healed = monitor.read(() -> List.copyOf(cuts));
        monitor.change(cuts::clear);
        return tell(seat -> {
            List<String> seenAgain = healed.stream()
                    .filter(cut -> cut.concerns(seat.getNodeId()))
                    .map(cut -> cut.oppositeOf(seat.getNodeId()))
                    .toList();
            return seenAgain.isEmpty()
                    ? Future.succeededFuture()
                    : Future.join(seenAgain.stream().map(seat::appeared).toList())
                            .compose(told -> seat.merged());
        });
    }

    /** Lets two members see each other again; completes when they know. */
    Future<Void> heal(String one, String other) {
        monitor.change(() -> cuts.removeIf(cut -> cut.separates(one, other)));
        return tell(seat -> {
            boolean first = seat.getNodeId().equals(one);
            return first || seat.getNodeId().equals(other)
                    ? seat.appeared(first ? other : one).compose(told -> seat.merged())
                    : Future.succeededFuture();
        });
    }

    private Future<Void> tell(Function<MemberSeat, Future<Void>> news) {
        return Future.join(monitor.read(() -> List.copyOf(seats.values())).stream()
                        .map(news)
                        .toList())
                .mapEmpty();
    }

    /** Returns whom a member sees, itself included. One that has been taken out sees nobody else. */
    List<String> seenBy(String node) {
        return monitor.read(() -> {
            var seen = new ArrayList<String>();
            seen.add(node);
            seats.keySet().stream()
                    .filter(other -> !other.equals(node) && sees(node, other))
                    .forEach(seen::add);
            return seen;
        });
    }

    private boolean sees(String node, String other) {
        return node.equals(other)
                || (seats.containsKey(node)
                        && seats.containsKey(other)
                        && cuts.stream().noneMatch(cut -> cut.separates(node, other)));
    }

    /** Returns how a member is reached by another; null when it is not. */
    @Nullable
    NodeInfo info(String from, String of) {
        return monitor.read(() -> {
            MemberSeat seat = seats.get(of);
            return seat != null && sees(from, of) ? seat.getNodeInfo() : null;
        });
    }

    Future<Void> register(String address, RegistrationInfo info) {
        monitor.change(() -> registrations
                .computeIfAbsent(address, ignored -> new LinkedHashSet<>())
                .add(info));
        return tell(seat -> seat.registered(address));
    }

    Future<Void> unregister(String address, RegistrationInfo info) {
        monitor.change(() -> {
            Set<RegistrationInfo> known = registrations.get(address);
            if (known != null) {
                known.remove(info);
            }
        });
        return tell(seat -> seat.registered(address));
    }

    /** Returns the addresses that somebody listens on, or did. */
    Set<String> addresses() {
        return monitor.read(() -> Set.copyOf(registrations.keySet()));
    }

    /** Returns who listens on an address, as far as a member sees. */
    List<RegistrationInfo> registrations(String node, String address) {
        return monitor.read(() -> registrations.getOrDefault(address, Set.of()).stream()
                .filter(info -> info.localOnly() ? node.equals(info.nodeId()) : sees(node, info.nodeId()))
                .toList());
    }
}

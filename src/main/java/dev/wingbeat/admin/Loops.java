package dev.wingbeat.admin;

import dev.wingbeat.admin.ServedLoop.Found;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The event loops of a node. May be used from any thread. */
final class Loops {

    private final List<ServedLoop> loops = new CopyOnWriteArrayList<>();

    void add(ServedLoop loop) {
        loops.add(loop);
    }

    /**
     * Shows all connections to a visitor, each loop's with an object of its own to collect in; completes with what is made of these
     * objects, on their loops.
     */
    <T, R> Future<List<R>> visit(Supplier<T> collector, BiConsumer<T, Found> visitor, Function<T, R> result) {
        var visits = new ArrayList<Future<R>>();
        for (ServedLoop loop : loops) {
            T collected = collector.get();
            visits.add(loop.visit(found -> visitor.accept(collected, found), () -> result.apply(collected)));
        }
        return Future.all(visits).map(done -> done.<R>list());
    }

    /** Completes with what is made of the connection of a number, on its loop; with nothing when none is open. */
    <T> Future<Optional<T>> find(@Nullable Long number, Function<Found, @Nullable T> result) {
        if (number == null) {
            return Future.succeededFuture(Optional.empty());
        }
        var asked = loops.stream().map(loop -> loop.find(number, result)).toList();
        return Future.all(asked)
                .map(done -> done.<Optional<T>>list().stream()
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    /** Returns how many members each of some topics has on this node. */
    Future<int[]> members(List<String> topics) {
        List<Future<int[]>> asked =
                loops.stream().map(loop -> loop.members(topics)).toList();
        return Future.all(asked).map(done -> {
            int[] sums = new int[topics.size()];
            for (int[] counts : done.<int[]>list()) {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += counts[i];
                }
            }
            return sums;
        });
    }
}

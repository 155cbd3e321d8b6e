package dev.wingbeat.admin;

import dev.wingbeat.admin.ServedLoop.Found;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** The event loops of a node. May be used from any thread. */
final class Loops {

    private final List<ServedLoop> loops = new CopyOnWriteArrayList<>();

    void add(ServedLoop loop) {
        loops.add(loop);
    }

    /** Shows all connections to a visitor, each loop's with an object of its own to collect in; completes with these objects. */
    <T> Future<List<T>> visit(Supplier<T> collector, BiConsumer<T, Found> visitor) {
        var visits = new ArrayList<Future<T>>();
        for (ServedLoop loop : loops) {
            T collected = collector.get();
            visits.add(loop.visit(found -> visitor.accept(collected, found)).map(collected));
        }
        return Future.all(visits).map(done -> done.<T>list());
    }

    /** Returns how many members each of some topics has on this node. */
    Future<int[]> members(List<String> topics) {
        List<Future<int[]>> asked = loops.stream()
                .map(served -> served.loop().ask(() -> served.loop().members(topics)))
                .toList();
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

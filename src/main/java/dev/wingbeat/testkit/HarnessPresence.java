package dev.wingbeat.testkit;

import dev.wingbeat.channel.Socket;
import dev.wingbeat.presence.PresenceEntry;
import dev.wingbeat.presence.PresenceMeta;
import dev.wingbeat.presence.PresenceOwner;
import dev.wingbeat.presence.PresenceRuntime;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.tracker.TrackingException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The runtime of a presence in a {@link ChannelHarness}: one node, whose diffs are told at once. A state is followed by the
 * diff of the newcomer; nothing is fetched.
 */
final class HarnessPresence implements PresenceRuntime {

    private static final String REF = "phx_ref";

    /** One that is present. */
    private record Tracked(PresenceOwner owner, String topic, String key, JsonObject meta) {}

    private final Monitor monitor = new Monitor();
    private final List<Tracked> tracked = new ArrayList<>();
    private final Map<Socket, PresenceOwner> owners = new HashMap<>();
    private final Consumer<Broadcast> diffs;
    private long lastRef;

    /** Makes one that tells diffs. */
    HarnessPresence(Consumer<Broadcast> diffs) {
        this.diffs = diffs;
    }

    @Override
    public Future<String> join(Socket socket, Object key, Object meta) {
        JsonObject checked = meta(meta);
        PresenceOwner owner = owner(socket);
        Promise<String> arrived = Promise.promise();
        socket.afterJoin(() -> {
            pushState(socket);
            owner.track(socket.topic(), key, checked).onComplete(arrived);
        });
        return arrived.future();
    }

    @Override
    public void pushState(Socket socket) {
        socket.afterJoin(() -> {
            var state = new JsonObject();
            entries(socket.topic()).forEach((key, entry) -> state.put(key, entry.json()));
            socket.push(Events.PRESENCE_STATE, state);
        });
    }

    @Override
    public PresenceOwner owner(Socket socket) {
        return monitor.read(() -> owners.computeIfAbsent(socket, channel -> {
            var owner = new Owner();
            channel.onEnd(owner::end);
            return owner;
        }));
    }

    @Override
    public PresenceOwner newOwner() {
        return new Owner();
    }

    @Override
    public Future<Map<String, PresenceEntry>> list(String topic) {
        return Future.succeededFuture(entries(topic));
    }

    @Override
    public Future<PresenceEntry> getByKey(String topic, String key) {
        return Future.succeededFuture(entries(topic).getOrDefault(key, new PresenceEntry(List.of())));
    }

    @Override
    public int count(String topic) {
        return entries(topic).size();
    }

    private Map<String, PresenceEntry> entries(String topic) {
        return monitor.read(() ->
                byKey(tracked.stream().filter(each -> each.topic.equals(topic)).toList()));
    }

    private static Map<String, PresenceEntry> byKey(List<Tracked> of) {
        Map<String, List<PresenceMeta>> metas = of.stream()
                .collect(Collectors.groupingBy(
                        Tracked::key,
                        LinkedHashMap::new,
                        Collectors.mapping(each -> new PresenceMeta(Payload.of(each.meta)), Collectors.toList())));
        Map<String, PresenceEntry> entries = new LinkedHashMap<>();
        metas.forEach((key, all) -> entries.put(key, new PresenceEntry(all)));
        return entries;
    }

    private void tell(String topic, List<Tracked> joins, List<Tracked> leaves) {
        if (!joins.isEmpty() || !leaves.isEmpty()) {
            var diff = new JsonObject().put("joins", json(joins)).put("leaves", json(leaves));
            diffs.accept(new Broadcast(topic, Events.PRESENCE_DIFF, Payload.of(diff)));
        }
    }

    private static JsonObject json(List<Tracked> of) {
        var json = new JsonObject();
        byKey(of).forEach((key, entry) -> json.put(key, entry.json()));
        return json;
    }

    private static JsonObject meta(Object value) {
        Payload payload = Payload.of(value);
        if (!payload.isObject()) {
            throw new IllegalArgumentException("meta: " + payload + " (expected: a JSON object)");
        }
        return payload.json().copy();
    }

    /** Somebody who tracks. */
    private final class Owner implements PresenceOwner {

        @Override
        public Future<String> track(String topic, Object key, Object meta) {
            JsonObject checked = meta(meta);
            if (find(topic, key) != null) {
                return Future.failedFuture(TrackingException.alreadyTracked(this, topic, key.toString()));
            }
            return put(topic, key, null, checked);
        }

        @Override
        public Future<String> update(String topic, Object key, Object meta) {
            JsonObject checked = meta(meta);
            return update(topic, key, before -> checked);
        }

        @Override
        public Future<String> update(String topic, Object key, Function<JsonObject, ?> change) {
            Tracked before = find(topic, key);
            if (before == null) {
                return Future.failedFuture(TrackingException.notTracked(this, topic, key.toString()));
            }
            return put(topic, key, before, meta(change.apply(before.meta.copy())));
        }

        private Future<String> put(String topic, Object key, @Nullable Tracked before, JsonObject meta) {
            String ref = monitor.read(() -> Long.toString(++lastRef));
            meta.put(REF, ref);
            if (before != null) {
                meta.put("phx_ref_prev", before.meta.getString(REF));
            }
            var now = new Tracked(this, topic, key.toString(), meta);
            monitor.change(() -> {
                tracked.remove(before);
                tracked.add(now);
            });
            tell(topic, List.of(now), before == null ? List.of() : List.of(before));
            return Future.succeededFuture(ref);
        }

        @Override
        public Future<Void> untrack(String topic, Object key) {
            Tracked before = find(topic, key);
            if (before != null) {
                monitor.change(() -> tracked.remove(before));
                tell(topic, List.of(), List.of(before));
            }
            return Future.succeededFuture();
        }

        @Override
        public void end() {
            List<Tracked> gone = monitor.read(
                    () -> tracked.stream().filter(each -> each.owner == this).toList());
            monitor.change(() -> tracked.removeAll(gone));
            gone.stream()
                    .collect(Collectors.groupingBy(Tracked::topic))
                    .forEach((topic, leaves) -> tell(topic, List.of(), leaves));
        }

        private @Nullable Tracked find(String topic, Object key) {
            return monitor.read(() -> tracked.stream()
                    .filter(each -> each.owner == this && each.topic.equals(topic) && each.key.equals(key.toString()))
                    .findFirst()
                    .orElse(null));
        }
    }
}

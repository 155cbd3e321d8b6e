package dev.wingbeat.client;

import dev.wingbeat.protocol.Payload;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The application's handlers of one channel. They may be added from any thread. */
final class ChannelHandlers {

    private final ClientCallbacks callbacks;
    private final Map<String, List<Consumer<ClientMessage>>> messages = new ConcurrentHashMap<>();
    private final List<Consumer<ClientMessage>> allMessages = new CopyOnWriteArrayList<>();
    private final List<Consumer<Payload>> rejoins = new CopyOnWriteArrayList<>();
    private final List<Consumer<Disconnect>> losses = new CopyOnWriteArrayList<>();
    private final List<Consumer<Disconnect>> ends = new CopyOnWriteArrayList<>();

    ChannelHandlers(ClientCallbacks callbacks) {
        this.callbacks = callbacks;
    }

    void onMessage(String event, Consumer<ClientMessage> handler) {
        messages.computeIfAbsent(event, ignored -> new CopyOnWriteArrayList<>()).add(handler);
    }

    void onMessage(Consumer<ClientMessage> handler) {
        allMessages.add(handler);
    }

    void onRejoined(Consumer<Payload> handler) {
        rejoins.add(handler);
    }

    void onLost(Consumer<Disconnect> handler) {
        losses.add(handler);
    }

    void onEnded(Consumer<Disconnect> handler) {
        ends.add(handler);
    }

    void message(ClientMessage message) {
        call(allMessages, message);
        call(messages.getOrDefault(message.event(), List.of()), message);
    }

    void rejoined(Payload response) {
        call(rejoins, response);
    }

    void lost(Disconnect reason) {
        call(losses, reason);
    }

    void ended(Disconnect reason) {
        call(ends, reason);
    }

    private <T> void call(List<Consumer<T>> handlers, T argument) {
        handlers.forEach(handler -> callbacks.run(() -> handler.accept(argument)));
    }
}

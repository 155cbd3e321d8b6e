package dev.wingbeat.contract;

import dev.wingbeat.conformance.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Connects peers to a server and closes them after each test. */
final class Peers implements AfterEachCallback {

    private final TestServer server;
    private final List<Peer> open = new ArrayList<>();

    Peers(TestServer server) {
        this.server = server;
    }

    Peer connect(WireVariant wire) {
        return connect(wire, "");
    }

    /** Connects with query parameters such as {@code &user_id=7}. */
    Peer connect(WireVariant wire, String params) {
        var peer = Peer.connect(wire, server.port(), params);
        open.add(peer);
        return peer;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        open.forEach(Peer::close);
        open.clear();
    }
}

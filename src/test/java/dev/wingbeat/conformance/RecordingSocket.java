package dev.wingbeat.conformance;

import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.support.Patience;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Accepts everybody and remembers what it was told of them. */
final class RecordingSocket implements UserSocket {

    private final LinkedBlockingQueue<ConnectInfo> visits = new LinkedBlockingQueue<>();

    @Override
    public ConnectResult connect(ConnectInfo connect) {
        visits.add(connect);
        return ConnectResult.accept();
    }

    /** Takes the oldest visit that was not taken. */
    ConnectInfo visit() throws InterruptedException {
        var visit = visits.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (visit == null) {
            throw new AssertionError("connect was not called");
        }
        return visit;
    }

    /** Forgets the visits that were not taken. */
    void forget() {
        visits.clear();
    }

    /** Returns how many visits were not taken. */
    int waiting() {
        return visits.size();
    }
}

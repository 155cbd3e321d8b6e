package dev.wingbeat.load;

import java.util.List;

/**
 * Opens the clients of one loop: at a rate, or as fast as it goes with so many at a time. Confined to the loop but for
 * {@link #start}. Internal seam.
 */
public final class Opening {

    private final LoadLoop loop;
    private final List<LoadClient> clients;
    private final Tempo tempo;
    private final OpeningProgress progressed;
    private long began;
    private int next;
    private int open;

    /**
     * The speed of opening.
     *
     * @param rate per second, 0 for as fast as it goes
     * @param inFlight how many may be opening
     */
    public record Tempo(double rate, int inFlight) {}

    /** Makes what opens these clients. */
    public Opening(LoadLoop loop, List<LoadClient> clients, Tempo tempo, OpeningProgress progressed) {
        this.loop = loop;
        this.clients = clients;
        this.tempo = tempo;
        this.progressed = progressed;
    }

    /** Begins. May be called from any thread. */
    public void start() {
        loop.execute(() -> {
            began = System.nanoTime();
            pump();
        });
    }

    private void pump() {
        long now = System.nanoTime();
        while (next < clients.size() && open < tempo.inFlight()) {
            long due = tempo.rate() == 0 ? now : began + (long) (next / tempo.rate() * 1e9);
            if (due - now > 0) {
                loop.after(due - now, this::pump);
                return;
            }
            if (tempo.rate() > 0) {
                loop.tally.took(Tally.Span.SEND_LAG, now - due);
            }
            open++;
            clients.get(next++).open(this);
        }
    }

    /** Learns that a client has joined, or never will. */
    void settled(boolean joined) {
        boolean full = open == tempo.inFlight();
        open--;
        (joined ? progressed.joined : progressed.failed).incrementAndGet();
        if (full) {
            loop.execute(this::pump);
        }
    }
}

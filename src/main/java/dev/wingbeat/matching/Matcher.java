package dev.wingbeat.matching;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Makes groups of tickets that fit each other, each with every other one. Internal seam; not thread-safe.
 *
 * <p>Who has waited longest comes first, and is given those who are nearest by the first number (in the order of the names) among its
 * properties. Only so many neighbours are looked at: that bounds the time whatever clients ask for, and who is left out today may be
 * in reach, or have other neighbours, the next time.
 */
public final class Matcher {

    /** The neighbours of a ticket that are looked at each time, or twice as many as its group has players. */
    public static final int NEIGHBOURS = 64;

    private final int neighbours;
    private final Map<Object, Pool> pools = new HashMap<>();
    private final Map<String, Candidate> tickets = new HashMap<>();
    private final Queue<Pool> pending = new ArrayDeque<>();
    private long numbers;

    /** Makes an empty one. */
    public Matcher() {
        this(NEIGHBOURS);
    }

    Matcher(int neighbours) {
        this.neighbours = neighbours;
    }

    /** Adds a ticket; false when there is one of its id. */
    public boolean add(Ticket ticket) {
        if (tickets.containsKey(ticket.id())) {
            return false;
        }
        var candidate = new Candidate(ticket, numbers++);
        tickets.put(ticket.id(), candidate);
        pools.computeIfAbsent(candidate.kin(), kin -> new Pool(ticket.size())).add(candidate);
        return true;
    }

    /** Removes a ticket, if it is there. */
    public void remove(String id) {
        Candidate removed = tickets.remove(id);
        if (removed != null) {
            removed.take();
        }
    }

    /** Returns whether there is a ticket of an id. */
    public boolean has(String id) {
        return tickets.containsKey(id);
    }

    /** Returns how many tickets wait. */
    public int size() {
        return tickets.size();
    }

    /**
     * Makes as many groups as there are, and removes their tickets.
     *
     * @param now by the clock of {@link Ticket#since}
     */
    public List<List<Ticket>> match(long now) {
        List<List<Ticket>> groups = new ArrayList<>();
        begin(now);
        while (!go(Integer.MAX_VALUE, groups::add)) {
            // all of it in one go
        }
        return groups;
    }

    /** Begins a round, in place of one that has not ended. */
    public void begin(long now) {
        pools.values().removeIf(pool -> !pool.begin(now) && pool.isEmpty());
        pending.clear();
        pending.addAll(pools.values());
    }

    /**
     * Continues the round for about so many comparisons of two tickets, beyond which it ends the group that it is at; returns whether
     * the round has ended. Tickets that come meanwhile wait for the next one.
     *
     * @param matched is given each group, whose tickets have been removed
     */
    public boolean go(int comparisons, Consumer<List<Ticket>> matched) {
        int left = comparisons;
        for (Pool pool = pending.peek(); pool != null && left > 0; pool = pending.peek()) {
            left = pool.match(left, neighbours, group -> matched.accept(ticketsOf(group)));
            if (left > 0) {
                pending.remove();
            }
        }
        return pending.isEmpty();
    }

    private List<Ticket> ticketsOf(List<Candidate> group) {
        List<Ticket> matched = new ArrayList<>(group.size());
        for (Candidate candidate : group) {
            tickets.remove(candidate.ticket().id());
            matched.add(candidate.ticket());
        }
        return matched;
    }
}

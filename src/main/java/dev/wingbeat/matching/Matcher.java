package dev.wingbeat.matching;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes groups of tickets that fit each other, each with every other one. Internal seam; not thread-safe.
 *
 * <p>Who has waited longest comes first, and is given those who are nearest by the first number (in the order of the names) among its
 * properties. Only so many neighbours are looked at: that bounds the time whatever clients ask for, and who is left out today may be
 * in reach, or have other neighbours, the next time.
 */
public final class Matcher {

    /** How many neighbours of a ticket are looked at each time. */
    public static final int NEIGHBOURS = 64;

    private final int neighbours;
    private final Map<Object, Pool> pools = new HashMap<>();
    private final Map<String, Candidate> tickets = new HashMap<>();
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
        pools.values().removeIf(pool -> {
            pool.match(now, neighbours, group -> groups.add(ticketsOf(group)));
            return pool.isEmpty();
        });
        return groups;
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

package dev.wingbeat.bench;

import dev.wingbeat.load.Anomaly;
import dev.wingbeat.load.LoadClient;
import dev.wingbeat.load.LoadLoop;
import java.util.ArrayList;
import java.util.List;

/** Clients and their roles as members of topics. */
final class MemberClients {

    /** A client with its role. */
    record Member(LoadClient client, MemberRole role) {

        /** Publishes a message, on the client's loop. */
        long publish(long due) {
            return role.publish(client, due);
        }
    }

    private final List<Member> all = new ArrayList<>();

    /** Adds one and returns it. */
    Member add(LoadClient client, MemberRole role) {
        var member = new Member(client, role);
        all.add(member);
        return member;
    }

    List<LoadClient> clients() {
        return all.stream().map(Member::client).toList();
    }

    /** Returns the members of one loop. */
    List<Member> of(LoadLoop loop) {
        return all.stream().filter(member -> member.client.loop == loop).toList();
    }

    /** Counts what has not come to those who are still there. */
    void countLost(LoadRun run) {
        run.onEach(loop -> {
            long lost = of(loop).stream()
                    .filter(member -> member.client.present())
                    .mapToLong(member -> member.role.missing())
                    .sum();
            if (lost > 0) {
                loop.tally.add(Anomaly.LOST, lost);
            }
        });
    }
}

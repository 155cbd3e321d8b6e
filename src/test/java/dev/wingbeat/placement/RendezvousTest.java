package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where keys belong. */
class RendezvousTest {

    private static final List<String> MEMBERS =
            IntStream.range(0, 7).mapToObj(n -> "node-" + n).toList();
    private static final List<String> KEYS =
            IntStream.range(0, 7_000).mapToObj(n -> "match:" + n).toList();

    @Test
    void theOrderOfMembersDoesNotMatter() {
        var random = new Random(1);
        for (String key : KEYS.subList(0, 500)) {
            var shuffled = new ArrayList<>(MEMBERS);
            Collections.shuffle(shuffled, random);
            assertEquals(Rendezvous.order(MEMBERS, key), Rendezvous.order(shuffled, key));
            assertEquals(new HashSet<>(MEMBERS), new HashSet<>(Rendezvous.order(MEMBERS, key)));
        }
    }

    @Test
    void whoLeavesMovesItsOwnKeysOnly() {
        for (String gone : MEMBERS) {
            List<String> left =
                    MEMBERS.stream().filter(member -> !member.equals(gone)).toList();
            for (String key : KEYS.subList(0, 1_000)) {
                List<String> before = Rendezvous.order(MEMBERS, key);
                assertEquals(
                        before.getFirst().equals(gone) ? before.get(1) : before.getFirst(),
                        Rendezvous.first(left, key),
                        key);
            }
        }
    }

    @Test
    void everyMemberHasItsShare() {
        Map<String, Integer> shares = new HashMap<>();
        KEYS.forEach(key -> shares.merge(Rendezvous.first(MEMBERS, key), 1, Integer::sum));
        assertEquals(MEMBERS.size(), shares.size());
        shares.forEach((member, share) -> assertTrue(Math.abs(share - 1_000) < 150, member + ": " + share));
    }
}

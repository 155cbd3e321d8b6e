package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.room.RoomKey;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoomFilterTest {

    private static final Directory.Listed ROOM = new Directory.Listed(
            new RoomKey("duel", "r1"),
            1,
            "a",
            3,
            8,
            true,
            Map.of("mode", "ctf", "rank", 7, "half", 0.5, "id", 9_007_199_254_740_993L, "ranked", true));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                             | true",
                "{'players':3,'max':8}                          | true",
                "{'players':3.0,'mode':'ctf','ranked':true}     | true",
                "{'players':4}                                  | false",
                "{'mode':'duel'}                                | false",
                "{'nothing':null}                               | false",
                "{'rank':{'gt':6,'gte':7,'lt':8,'lte':7}}       | true",
                "{'rank':{'gt':7}}                              | false",
                "{'rank':{'lt':7.0000001}}                      | true",
                "{'rank':{'lt':'8'}}                            | false",
                "{'mode':{'lt':8}}                              | false",
                "{'half':0.5}                                   | true",
                "{'half':{'gt':0}}                              | true",
                "{'id':9007199254740993}                        | true",
                "{'id':9007199254740992}                        | false",
                "{'id':{'gt':9007199254740992.0}}               | true",
                "{'id':{'lt':100000000000000000000000000}}      | true",
                "{'rank':{'in':[1,7.0]}}                        | true",
                "{'mode':{'in':['duel',7]}}                     | false",
                "{'mode':{'in':'ctf'}}                          | false",
            })
    void roomsFitByTheirValues(String filter, boolean fits) {
        assertEquals(fits, new RoomFilter(new JsonObject(filter.replace('\'', '"'))).fits(ROOM));
    }

    @Test
    void filtersThatWouldCostTooMuchAreRefused() {
        List<Integer> values = IntStream.range(0, 33).boxed().toList();
        var within = new JsonObject().put("rank", Map.of("in", values.subList(0, 32)));
        assertTrue(new RoomFilter(new JsonObject(within.encode())).fits(ROOM));
        var beyond = new JsonObject(
                new JsonObject().put("rank", Map.of("in", values)).encode());
        assertEquals(
                "filter: in with 33 values (expected: <= 32)",
                assertThrows(IllegalArgumentException.class, () -> new RoomFilter(beyond))
                        .getMessage());
    }

    @Test
    void numbersThatAreTooLargeAreRefusedAtOnce() {
        var infinite = new JsonObject("{\"rank\":{\"lt\":1e999}}");
        assertThrows(IllegalArgumentException.class, () -> new RoomFilter(infinite));
    }
}

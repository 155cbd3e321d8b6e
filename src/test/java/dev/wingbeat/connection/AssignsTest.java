package dev.wingbeat.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import org.junit.jupiter.api.Test;

class AssignsTest {

    private record User(String name) {}

    private static final Assign<User> USER = Assign.of("user", User.class);
    private static final Assign<Integer> LEVEL = Assign.of("level", Integer.class);

    @Test
    void valueComesBackAsWhatItIs() {
        Assigns assigns = Assigns.of(USER, new User("Ann")).with(LEVEL, 3);
        assertEquals("Ann", assigns.get(USER).name());
        assertEquals(3, assigns.get(Assign.of("level", Number.class)));
        assertEquals(Set.of("user", "level"), assigns.names());
    }

    @Test
    void changeMakesAnother() {
        Assigns before = Assigns.of(LEVEL, 1);
        Assigns after = before.with(LEVEL, 2);
        assertEquals(1, before.get(LEVEL));
        assertEquals(2, after.get(LEVEL));
        assertEquals(before, after.with(before));
        assertEquals(after, after.with(Assigns.NONE));
        assertEquals(after, Assigns.NONE.with(after));
    }

    @Test
    void whatIsMissingOrOfAnotherTypeIsNamed() {
        Assigns assigns = Assigns.of(Assign.of("level", String.class), "high");
        assertEquals(7, Assigns.NONE.get(LEVEL, 7));
        assertEquals(
                "assigns.level: nothing (expected: java.lang.Integer)",
                assertThrows(IllegalStateException.class, () -> Assigns.NONE.get(LEVEL))
                        .getMessage());
        assertEquals(
                "assigns.level: java.lang.String (expected: java.lang.Integer)",
                assertThrows(IllegalStateException.class, () -> assigns.get(LEVEL))
                        .getMessage());
        assertThrows(IllegalStateException.class, () -> assigns.get(LEVEL, 7));
    }

    @Test
    void keysAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> Assign.of(" ", String.class));
        assertThrows(IllegalArgumentException.class, () -> Assign.of("n", int.class));
        assertThrows(NullPointerException.class, () -> Assigns.NONE.with(LEVEL, null));
    }

    @Test
    void textShowsNamesOnly() {
        assertEquals("[user]", Assigns.of(USER, new User("secret")).toString());
    }
}

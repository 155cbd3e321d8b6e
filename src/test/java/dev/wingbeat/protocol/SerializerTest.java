package dev.wingbeat.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SerializerTest {

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "1.0.7", "1.0.10", "1.0.1-rc.1", "1.0.0+build.5"})
    void versionsOfOneZeroAreV1(String vsn) {
        assertSame(Serializer.V1, Serializer.forVsn(vsn));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0.0", "2.0.5", "2.0.99999999999999999999", "2.0.1-rc.1", "2.0.0+a.b-c"})
    void versionsOfTwoZeroAreV2(String vsn) {
        assertSame(Serializer.V2, Serializer.forVsn(vsn));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "abc",
                "2",
                "2.0",
                "2.0.",
                "2.0.0.",
                "2.0.0.0",
                "v2.0.0",
                " 2.0.0",
                "2.0.0 ",
                "2.0.0\n",
                "2,0,0",
                "2.1.0",
                "1.1.0",
                "3.0.0",
                "0.0.0",
                "12.0.0",
                "02.0.0",
                "2.00.0",
                "2.0.00",
                "-2.0.0",
                "2.0.0-rc.1",
                "1.0.0-0",
                "2.0.1-",
                "2.0.1-01",
                "2.0.1-a..b",
                "2.0.0+",
                "2.0.0+a_b",
                "٢.0.0",
                "[2.0.0]"
            })
    void anyOtherVersionHasNoSerializer(String vsn) {
        assertNull(Serializer.forVsn(vsn));
    }

    @Test
    void overlongVersionsAreNotEvenMatched() {
        assertNull(Serializer.forVsn("2.0.0+" + "a".repeat(1_000_000)));
    }

    @Test
    void slotsAreDenseAndVersionsAreTheirOwn() {
        var serializers = new Serializer[Serializer.COUNT];
        serializers[Serializer.V1.index()] = Serializer.V1;
        serializers[Serializer.V2.index()] = Serializer.V2;
        for (Serializer serializer : serializers) {
            assertSame(serializer, Serializer.forVsn(serializer.vsn()));
        }
        assertEquals("1.0.0", serializers[0].vsn());
    }
}

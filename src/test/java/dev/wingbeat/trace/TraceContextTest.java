package dev.wingbeat.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of W3C Trace Context, and what is none. */
class TraceContextTest {

    private static final TraceContext EXAMPLE =
            new TraceContext(0x0af7651916cd43ddL, 0x8448eb211c80319cL, 0xb7ad6b7169203331L, (byte) 1);

    @Test
    void textIsRead() {
        assertEquals(EXAMPLE, TraceContext.parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        assertNotNull(TraceContext.parse("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-of a later version"));
    }

    @Test
    void bytesComeBackAsTheyWere() {
        Buffer bytes = EXAMPLE.appendTo(Buffer.buffer());
        assertEquals(TraceContext.BYTES, bytes.length());
        assertEquals(EXAMPLE, TraceContext.read(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
                "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
                "00-0af7651916cd43dd8448eb211c80319-cb7ad6b7169203331-01",
                "zz-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            })
    void otherTextIsNone(String text) {
        assertNull(TraceContext.parse(text));
    }
}

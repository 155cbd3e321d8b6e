package dev.wingbeat.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.wingbeat.frame.Subprotocols.Accepted;
import dev.wingbeat.frame.Subprotocols.Outcome;
import dev.wingbeat.frame.Subprotocols.Refused;
import dev.wingbeat.frame.Subprotocols.UndecodableToken;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubprotocolsTest {

    private static final String TOKEN = "base64url.bearer.phx.";

    @Test
    void offerIsIgnoredWhenNoneAreConfigured() {
        assertEquals(new Accepted(null, null), plain("anything"));
        assertEquals(new Accepted(null, null), plain(TOKEN + "YQ"));
    }

    @Test
    void firstOfTheServersListIsChosen() {
        assertEquals(new Accepted("sip", null), plain("mqtt, sip", "sip", "mqtt"));
        assertEquals(new Accepted("mqtt", null), plain("foo,mqtt", "sip", "mqtt"));
        assertEquals(
                new Accepted("sip", null),
                Subprotocols.negotiate(List.of("mqtt", "sip"), List.of("sip", "mqtt"), false));
    }

    @Test
    void nothingInCommonIsRefusedButNoOfferIsNot() {
        assertInstanceOf(Refused.class, plain("foo", "sip", "mqtt"));
        assertInstanceOf(Refused.class, plain("SIP", "sip"));
        assertEquals(new Accepted(null, null), Subprotocols.negotiate(List.of(), List.of("sip"), false));
        assertEquals(new Accepted(null, null), plain(" , ", "sip"));
    }

    @Nested
    class Tokens {

        @Test
        void tokenBesidePhoenixIsDecoded() {
            assertEquals(new Accepted("phoenix", "my token"), negotiate("phoenix, " + TOKEN + "bXkgdG9rZW4"));
            assertEquals(new Accepted("phoenix", "my token"), negotiate(TOKEN + "bXkgdG9rZW4, phoenix", "custom"));
        }

        @Test
        void tokenAloneIsAcceptedWithoutProtocol() {
            assertEquals(new Accepted(null, "a"), negotiate(TOKEN + "YQ"));
            assertEquals(new Accepted(null, ""), negotiate(TOKEN));
        }

        @Test
        void phoenixIsPreferredToConfiguredSubprotocols() {
            assertEquals(new Accepted("phoenix", null), negotiate("custom, phoenix", "custom"));
            assertEquals(new Accepted("custom", "a"), negotiate("custom, " + TOKEN + "YQ", "custom"));
            assertInstanceOf(Refused.class, negotiate("other", "custom"));
            assertInstanceOf(Refused.class, negotiate("other, " + TOKEN + "YQ"));
        }

        @Test
        void ofTwoTokensNeitherIsTaken() {
            assertEquals(new Accepted("phoenix", null), negotiate("phoenix, " + TOKEN + "YQ, " + TOKEN + "Yg"));
            assertInstanceOf(Refused.class, negotiate(TOKEN + "YQ, " + TOKEN + "Yg"));
        }

        @Test
        void noOfferIsAccepted() {
            assertEquals(new Accepted(null, null), Subprotocols.negotiate(List.of(), List.of(), true));
        }

        @ParameterizedTest
        @CsvSource({"Pz8/Pz4+, ????>>", "Pz8_Pz4-, ????>>", "w6k, é", "YQ==, a"})
        void bothAlphabetsAreRead(String base64, String token) {
            assertEquals(new Accepted("phoenix", token), negotiate("phoenix, " + TOKEN + base64));
        }

        @ParameterizedTest
        @ValueSource(strings = {"Y", "!!!!", "YQ=Q", "_w"})
        void undecodableTokenIsToldApart(String base64) {
            assertEquals(new UndecodableToken(), negotiate("phoenix, " + TOKEN + base64));
        }

        private static Outcome negotiate(String header, String... configured) {
            return Subprotocols.negotiate(List.of(header), List.of(configured), true);
        }
    }

    private static Outcome plain(String header, String... configured) {
        return Subprotocols.negotiate(List.of(header), List.of(configured), false);
    }
}

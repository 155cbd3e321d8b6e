package dev.wingbeat.jwt;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import java.text.ParseException;
import org.jspecify.annotations.Nullable;

/**
 * A token that was taken apart, and not verified. Of its header, only the algorithm and the key's id count: addresses and
 * keys in there ({@code jku}, {@code jwk}, {@code x5u}, {@code x5c}) are never looked at.
 *
 * @param algorithm null when it is not known
 * @param signed what the signature is of, in ASCII
 */
record ParsedToken(
        JWSHeader header, @Nullable Algorithm algorithm, String signed, Base64URL signature, JwtClaims claims) {

    /** Parses a token; null when it is none. */
    static @Nullable ParsedToken of(String token) {
        if (!isCompact(token)) {
            return null;
        }
        int payload = token.indexOf('.') + 1;
        int signature = token.lastIndexOf('.') + 1;
        var encodedHeader = new Base64URL(token.substring(0, payload - 1));
        try {
            JWSHeader header = JWSHeader.parse(JsonObjects.object(encodedHeader.decodeToString()), encodedHeader);
            if (header.getCriticalParams() != null) {
                return null; // extensions that must be understood: there are none here
            }
            return new ParsedToken(
                    header,
                    Algorithm.of(header.getAlgorithm().getName()),
                    token.substring(0, signature - 1),
                    new Base64URL(token.substring(signature)),
                    ClaimsReader.read(new Base64URL(token.substring(payload, signature - 1)).decodeToString()));
        } catch (ParseException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Returns the id of the key it was signed with, as it says; null when it does not say. */
    @Nullable
    String keyId() {
        return header.getKeyID();
    }

    /** The library skips what is no Base64; here a token has one form only. */
    private static boolean isCompact(String token) {
        int dots = 0;
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if (c == '.') {
                dots++;
            } else if (!((c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '_')) {
                return false;
            }
        }
        return dots == 2;
    }
}

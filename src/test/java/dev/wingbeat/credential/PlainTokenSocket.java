package dev.wingbeat.credential;

import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import io.vertx.core.Future;

/** Lets in by {@link PlainTokens} in the parameter {@code token}, and renews them. */
public final class PlainTokenSocket implements UserSocket, TokenVerifier {

    private final TokenVerifier tokens = new PlainTokens();

    @Override
    public ConnectResult connect(ConnectInfo connect) {
        return ConnectResult.async(tokens.verify(connect.param("token", "is=INVALID"))
                .map(verification -> switch (verification) {
                    case Verification.Verified good -> ConnectResult.accept(good.assigns(), good.credentials());
                    case Verification.Refused refused ->
                        ConnectResult.refuse(refused.reason().code());
                }));
    }

    @Override
    public Future<Verification> verify(String token) {
        return tokens.verify(token);
    }
}

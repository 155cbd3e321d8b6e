package dev.wingbeat;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;

/** Does one thing after another. */
final class Steps {

    private Steps() {}

    /** Runs one step after the other, however those before have ended; the first failure is the one that counts. */
    static Future<Void> inTurn(List<Supplier<Future<Void>>> steps) {
        Future<Void> done = Future.succeededFuture();
        for (Supplier<Future<Void>> step : steps) {
            Future<Void> before = done;
            Future<Void> after = before.transform(ended -> step.get());
            done = after.transform(ended -> before.failed() ? before : after);
        }
        return done;
    }
}

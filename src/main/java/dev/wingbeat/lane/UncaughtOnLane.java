package dev.wingbeat.lane;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/**
 * Handles what nobody has caught on a lane's context, where the connections to the other nodes live. For each message that was
 * under way to a lost node Vert.x throws, instead of failing the message: tens of thousands of stack traces that say nothing
 * which the lost connection has not said. Everything else is the application's, as on any context.
 */
final class UncaughtOnLane implements Handler<Throwable> {

    private static final System.Logger LOGGER = System.getLogger(UncaughtOnLane.class.getName());
    private static final RateLimitedLog UNCAUGHT = new RateLimitedLog(LOGGER, ERROR);

    private final Vertx vertx;

    UncaughtOnLane(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public void handle(Throwable cause) {
        Handler<Throwable> application = vertx.exceptionHandler();
        if (unsent(cause)) {
            LOGGER.log(DEBUG, "a message to a lost node was not sent", cause);
        } else if (application != null) {
            application.handle(cause);
        } else {
            UNCAUGHT.log(() -> "an exception on a lane that nothing has caught", cause);
        }
    }

    private static boolean unsent(Throwable cause) {
        StackTraceElement[] trace = cause.getStackTrace();
        return cause instanceof IllegalStateException
                && "Promise already completed".equals(cause.getMessage())
                && trace.length > 0
                && trace[0].getClassName().equals(Promise.class.getName());
    }
}

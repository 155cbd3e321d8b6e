package dev.wingbeat.app;

import static java.lang.System.Logger.Level.ERROR;

import dev.wingbeat.OutOfMemory;
import io.vertx.core.Handler;

/**
 * Tells of exceptions that nothing has caught. It has a logger of its own, since strangers who reach the event bus can cause some as
 * often as they like: {@link LibraryLines} lets one of each kind pass in ten seconds.
 */
final class Uncaught implements Handler<Throwable> {

    private static final System.Logger LOGGER = System.getLogger(Uncaught.class.getName());

    @Override
    public void handle(Throwable cause) {
        OutOfMemory.check(cause);
        LOGGER.log(ERROR, "an exception that nothing has caught", cause);
    }
}

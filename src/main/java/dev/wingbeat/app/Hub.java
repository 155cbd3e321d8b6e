package dev.wingbeat.app;

import dev.wingbeat.Endpoint;
import dev.wingbeat.RouteTable;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An application with its endpoint, not started: what {@code serve} runs. Internal seam between the commands and the sample.
 *
 * @param endpoint the endpoint, not started
 * @param routes what it serves
 * @param naming tells the node's name for people to read: where it is reached
 */
public record Hub(Endpoint endpoint, RouteTable routes, Supplier<String> naming) {

    /** Makes a hub of what flags and variables say. */
    @FunctionalInterface
    public interface Factory extends Function<WingbeatConfig, Hub> {}

    /** Returns the node's name for people to read. */
    public String name() {
        return naming.get();
    }
}

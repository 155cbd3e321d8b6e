package dev.wingbeat.cluster;

/** A handler's place among those that a {@link Cluster} calls; ends by {@link #cancel()}. May be used from any thread. */
@FunctionalInterface
public interface Registration {

    /** Ends it: the handler is not called any more. Calling it again, or after the close of the cluster, does nothing. */
    void cancel();
}

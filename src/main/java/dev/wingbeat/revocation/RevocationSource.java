package dev.wingbeat.revocation;

import io.vertx.core.Future;
import java.util.Collection;

/** Loads what was revoked before all nodes had stopped, at the start of a node, for instance from a database. */
@FunctionalInterface
public interface RevocationSource {

    /**
     * Returns what is still revoked; those that are over are left out. Called once, before the node takes clients. When the future
     * fails, or has not completed within 30 seconds, the node does not start: it might let in whom it should not.
     */
    Future<? extends Collection<Revocation>> load();
}

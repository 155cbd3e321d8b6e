package dev.wingbeat.limit;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The limits that refuse, as clients and operators know them: by one name in replies and metrics. Internal seam. */
public enum LimitName {
    /** Clients that connect to the node. */
    CONNECTS("node"),
    /** Clients that connect from one address. */
    CONNECTS_PER_ADDRESS("address"),
    /** Connections of one socket id. */
    CONNECTIONS_PER_ID("id"),
    /** Joins of a connection. */
    JOINS("connection"),
    /** Other messages of a connection. */
    MESSAGES("connection"),
    /** Messages of all connections of one socket id. */
    MESSAGES_PER_ID("id"),
    /** Bytes of a connection, which is not read meanwhile. */
    BYTES("connection"),
    /** Broadcasts of the channels of one topic. */
    TOPIC("topic"),
    /** Changes of one presence. */
    PRESENCE("presence"),
    /** The requests of one key of the server API. */
    API("key"),
    /** Refusals themselves, after which a connection is closed. */
    REFUSALS("connection");

    private final String scope;
    private final String label = name().toLowerCase(Locale.ROOT);

    LimitName(String scope) {
        this.scope = scope;
    }

    /** Returns the scope that shares the limit. */
    public String scope() {
        return scope;
    }

    /** Returns its name. */
    public String label() {
        return label;
    }

    /** Returns those that all loops share. */
    public static Set<LimitName> ofNode() {
        return EnumSet.of(CONNECTS, CONNECTS_PER_ADDRESS, CONNECTIONS_PER_ID, PRESENCE, API);
    }

    /** Returns those that refuse what a client sends. */
    public static Set<LimitName> ofClients() {
        return EnumSet.of(JOINS, MESSAGES, MESSAGES_PER_ID, TOPIC, REFUSALS);
    }
}

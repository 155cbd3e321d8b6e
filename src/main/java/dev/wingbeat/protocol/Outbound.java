package dev.wingbeat.protocol;

/** One message to a client, ready to be encoded. */
public sealed interface Outbound permits Message, Reply, Broadcast, Unroutable {}

package dev.wingbeat.protocol;

/** One message to a client, ready to be encoded. Internal seam. */
public sealed interface Outbound permits Message, Reply, Broadcast, Unroutable {}

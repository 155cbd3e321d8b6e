package dev.wingbeat.protocol;

/** One decoded message from a client. Internal seam. */
public sealed interface Inbound permits Message, Unroutable {}

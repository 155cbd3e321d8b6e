package dev.wingbeat.protocol;

/** One decoded message from a client. */
public sealed interface Inbound permits Message, Unroutable {}

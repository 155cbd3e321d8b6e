package dev.wingbeat.client;

import dev.wingbeat.protocol.Payload;

/** An event that the server pushed or broadcast. */
public record ClientMessage(String event, Payload payload) {}

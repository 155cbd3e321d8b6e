package dev.wingbeat.frame;

import io.netty.channel.ChannelConfig;

/** Whether a connection is read: while none of those who may pause it does. Confined to the loop. */
final class Reading {

    private final ChannelConfig config;
    private int pauses;

    Reading(ChannelConfig config) {
        this.config = config;
    }

    boolean paused() {
        return pauses > 0;
    }

    void pause() {
        if (pauses++ == 0) {
            config.setAutoRead(false);
        }
    }

    /** Takes one pause back. */
    void resume() {
        if (--pauses == 0) {
            config.setAutoRead(true);
        }
    }
}

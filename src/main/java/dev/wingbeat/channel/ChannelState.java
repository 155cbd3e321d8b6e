package dev.wingbeat.channel;

/** The states of a channel, in their order. */
enum ChannelState {
    /** The application has not accepted yet; what comes for the channel waits. */
    JOINING,
    /** A member of its topic. */
    JOINED,
    /** The client has asked to leave; what it sends behind that is swallowed. */
    LEAVING,
    /** Gone for the client and the topic; terminate is still to be called, or running. */
    TERMINATING,
    /** Over: whatever it still sends is dropped. */
    ENDED
}

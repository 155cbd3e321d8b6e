package dev.wingbeat.channel;

/** How far a channel has come. */
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

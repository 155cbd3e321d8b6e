package dev.wingbeat.channel;

import dev.wingbeat.protocol.WingbeatException;

/** Signals that more waits for a channel than may: its client sends faster than the channel works. */
final class MailboxFullException extends WingbeatException {

    private static final long serialVersionUID = 1L;

    MailboxFullException(String message) {
        super(message);
    }
}

package dev.wingbeat.channel;

import dev.wingbeat.protocol.WingbeatException;

/** Signals that more waits for a channel, or for its client, than may: one is faster than the other. */
final class MailboxFullException extends WingbeatException {

    private static final long serialVersionUID = 1L;

    private MailboxFullException(String message) {
        super(message);
    }

    /** Too much waits for callbacks. */
    static MailboxFullException mailbox() {
        return new MailboxFullException("mailbox is full: more than " + Mailbox.MAX_WAITING + " messages wait, or "
                + Backlog.MAX_BYTES + " bytes on this connection");
    }

    /** Too much is held back from the client while a state is on its way. */
    static MailboxFullException gate() {
        return new MailboxFullException("too much is held behind a state: more than " + Mailbox.MAX_WAITING
                + " broadcasts, or " + Backlog.MAX_BYTES + " bytes on this connection");
    }
}

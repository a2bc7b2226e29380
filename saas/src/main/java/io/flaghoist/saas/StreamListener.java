package io.flaghoist.saas;

import io.flaghoist.schemas.wire.StreamNotice;

/** Called for the events of one stream, on the stream's own thread; must not block. */
public interface StreamListener {
    /** The stream is open; every later change will be reported. */
    void opened();

    /** Something changed. */
    void notice(StreamNotice notice);

    /** An event that cannot be parsed. */
    void unreadableNotice();

    /** Bytes arrived, of events or comments. */
    void received();

    /** All events received so far were reported; the stream waits for more. */
    void waits();

    /** The stream ended, for any reason; called once, and last. */
    void ended(String reason, boolean credentialsRefused);
}

package io.flaghoist.saas;

import io.flaghoist.schemas.wire.StreamNotice;

/** Told of what happens on one stream, on the stream's own thread: be quick, never block. */
public interface StreamListener {
    /** The stream is open; every later change will be told. */
    void opened();

    /** Something changed. */
    void notice(StreamNotice notice);

    /** An event that nobody here can read. */
    void unreadableNotice();

    /** Bytes came, of whatever kind: comments count as much as events. */
    void received();

    /** All events among the bytes that came are told; the stream waits for more. */
    void waits();

    /** The stream ended, however; called once, and last. */
    void ended(String reason, boolean credentialsRefused);
}

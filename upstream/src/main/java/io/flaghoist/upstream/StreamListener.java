package io.flaghoist.upstream;

import io.flaghoist.schemas.wire.StreamNotice;

/** Told of what happens on one stream, on the stream's own thread: be quick, never block. */
public interface StreamListener {
    /** The stream is open; every later change will be told. */
    void opened();

    /** Something changed. */
    void notice(StreamNotice notice);

    /** An event that nobody here can read. */
    void unreadableNotice();

    /** The stream ended, however; called once, and last. */
    void ended(String reason, boolean credentialsRefused);
}

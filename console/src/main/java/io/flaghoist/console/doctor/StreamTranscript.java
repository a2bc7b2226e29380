package io.flaghoist.console.doctor;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;

/** What was seen of a stream from its request on. Times count from there. */
sealed interface StreamTranscript {
    /** How it ended. */
    enum End {
        /** It was still open when watching ended. */
        OPEN,
        /** The other side ended it in order. */
        ENDED,
        /** It broke. */
        BROKEN
    }

    /**
     * Bytes that came together.
     *
     * @param heartbeats how many heartbeats are complete in them
     * @param events how many events likewise
     */
    record Arrival(Duration at, int bytes, int heartbeats, int events) {}

    /** There is a stream. */
    record Opened(
            Duration headAt, HttpHeaders headers, List<Arrival> arrivals, End end, Duration endAt)
            implements StreamTranscript {
        public Opened {
            arrivals = List.copyOf(arrivals);
        }
    }

    /** Another status than 200. */
    record Refused(int status, HttpHeaders headers) implements StreamTranscript {}

    /** Connected, but not even a head came. */
    record Headless(Duration after) implements StreamTranscript {}

    /** No connection, or one that broke at once. */
    record Unreachable(String reason) implements StreamTranscript {}
}

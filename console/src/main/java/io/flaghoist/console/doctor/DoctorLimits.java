package io.flaghoist.console.doctor;

import java.time.Duration;

/**
 * How long to wait. Kafka's answers are bounded by its connection's own timeout.
 *
 * @param connect to open a connection; default 5 s, as ingest does
 * @param answer for an answer over HTTP; default 10 s, as ingest does
 * @param statusWait for an ingest to say something, which it does every 5 s; default 8 s
 * @param streamWatch how long streams are watched; default 40 s: longer than two heartbeats and
 *     than the idle timeout of 30 s that many proxies have
 * @param heartbeat the longest silence of a healthy stream; default 15 s
 */
public record DoctorLimits(
        Duration connect,
        Duration answer,
        Duration statusWait,
        Duration streamWatch,
        Duration heartbeat) {

    /** All defaults. */
    public static DoctorLimits defaults() {
        return new DoctorLimits(
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(8),
                Duration.ofSeconds(40),
                Duration.ofSeconds(15));
    }

    public DoctorLimits withAnswer(Duration other) {
        return new DoctorLimits(connect, other, statusWait, streamWatch, heartbeat);
    }

    public DoctorLimits withStatusWait(Duration other) {
        return new DoctorLimits(connect, answer, other, streamWatch, heartbeat);
    }

    /** Streams with other heartbeats, or less patience. */
    public DoctorLimits withStreams(Duration otherWatch, Duration otherHeartbeat) {
        return new DoctorLimits(connect, answer, statusWait, otherWatch, otherHeartbeat);
    }
}

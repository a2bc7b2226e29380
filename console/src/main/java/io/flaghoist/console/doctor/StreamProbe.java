package io.flaghoist.console.doctor;

import io.flaghoist.console.doctor.StreamTranscript.Arrival;
import io.flaghoist.console.doctor.StreamTranscript.End;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Watches the bytes of one stream as they come. Blocks, for {@code watch} at most. */
final class StreamProbe {
    private static final int BUFFER = 64 << 10;

    private final HttpProbe http;
    private final Duration watch;

    StreamProbe(HttpProbe http, Duration watch) {
        this.http = http;
        this.watch = watch;
    }

    StreamTranscript watch(HttpRequest.Builder request) {
        long began = System.nanoTime();
        try {
            // What SDKs' HTTP clients say too, and what leads some proxies to compress.
            request.header("Accept", "text/event-stream")
                    .header("Cache-Control", "no-cache")
                    .header("Accept-Encoding", "gzip");
            HttpResponse<InputStream> response = http.open(request, watch);
            Duration headAt = since(began);
            if (response.statusCode() != 200) {
                response.body().close();
                return new StreamTranscript.Refused(response.statusCode(), response.headers());
            }
            return read(response, headAt, began);
        } catch (HttpTimeoutException e) {
            return new StreamTranscript.Headless(since(began));
        } catch (IOException e) {
            return new StreamTranscript.Unreachable(Words.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new StreamTranscript.Unreachable("interrupted");
        }
    }

    private StreamTranscript read(HttpResponse<InputStream> response, Duration headAt, long began)
            throws InterruptedException {
        var reading = new Reading(response.body(), began);
        Thread reader = Thread.ofVirtual().name("doctor-stream").start(reading);
        try {
            Duration left = watch.minus(since(began));
            return reader.join(left.isPositive() ? left : Duration.ofMillis(1))
                    ? reading.transcript(headAt, response)
                    : reading.stillOpen(headAt, response, since(began));
        } finally {
            close(response.body());
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // The other side has closed it already.
        }
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Reads until the stream ends; another thread may look at any time. */
    private static final class Reading implements Runnable {
        private final InputStream body;
        private final long began;
        private final List<Arrival> arrivals = new ArrayList<>();
        private final StringBuilder unfinished = new StringBuilder();
        private End end = End.OPEN;
        private Duration endAt = Duration.ZERO;

        Reading(InputStream body, long began) {
            this.body = body;
            this.began = began;
        }

        @Override
        public void run() {
            var buffer = new byte[BUFFER];
            try {
                for (int length = body.read(buffer); length != -1; length = body.read(buffer)) {
                    arrived(new String(buffer, 0, length, StandardCharsets.UTF_8), length);
                }
                ended(End.ENDED);
            } catch (IOException e) {
                ended(End.BROKEN);
            }
        }

        private synchronized void arrived(String text, int bytes) {
            unfinished.append(text.replace("\r", ""));
            int heartbeats = 0;
            int events = 0;
            int frameEnd = unfinished.indexOf("\n\n");
            while (frameEnd >= 0) {
                String frame = unfinished.substring(0, frameEnd);
                heartbeats += frame.strip().startsWith(":") ? 1 : 0;
                events += frame.contains("data:") ? 1 : 0;
                unfinished.delete(0, frameEnd + 2);
                frameEnd = unfinished.indexOf("\n\n");
            }
            arrivals.add(new Arrival(since(began), bytes, heartbeats, events));
        }

        private synchronized void ended(End how) {
            end = how;
            endAt = since(began);
        }

        synchronized StreamTranscript transcript(
                Duration headAt, HttpResponse<InputStream> response) {
            return new StreamTranscript.Opened(headAt, response.headers(), arrivals, end, endAt);
        }

        synchronized StreamTranscript stillOpen(
                Duration headAt, HttpResponse<InputStream> response, Duration now) {
            return new StreamTranscript.Opened(headAt, response.headers(), arrivals, End.OPEN, now);
        }
    }
}

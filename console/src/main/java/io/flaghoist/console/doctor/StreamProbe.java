package io.flaghoist.console.doctor;

import io.flaghoist.console.doctor.StreamTranscript.Arrival;
import io.flaghoist.console.doctor.StreamTranscript.End;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Watches the bytes of one stream as they come. For one stream; used by one thread. */
final class StreamProbe {
    private static final int BUFFER = 64 << 10;

    private final DoctorLimits limits;
    private final String via;
    private final long began = System.nanoTime();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final StringBuilder unfinished = new StringBuilder();
    private End end = End.OPEN;
    private Duration endAt = Duration.ZERO;

    /**
     * @param via as in {@link StreamTranscript}
     */
    StreamProbe(DoctorLimits limits, String via) {
        this.limits = limits;
        this.via = via;
    }

    /** Blocks for as long as streams are watched, at most. */
    StreamTranscript watch(HttpProbe http, HttpRequest.Builder request) {
        try {
            // SDKs' HTTP clients send the same, and it makes some proxies compress.
            request.header("Accept", "text/event-stream")
                    .header("Cache-Control", "no-cache")
                    .header("Accept-Encoding", "gzip");
            HttpResponse<InputStream> response = http.open(request, limits.streamWatch());
            Duration headAt = elapsed();
            try (InputStream body = response.body()) {
                if (response.statusCode() == 200) {
                    read(body);
                }
                return transcript(response.statusCode(), response.headers(), headAt, "");
            }
        } catch (HttpTimeoutException e) {
            return transcript(0, HttpProbe.NO_HEADERS, Duration.ZERO, "");
        } catch (IOException e) {
            return transcript(0, HttpProbe.NO_HEADERS, Duration.ZERO, Format.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return transcript(0, HttpProbe.NO_HEADERS, Duration.ZERO, "interrupted");
        }
    }

    private void read(InputStream body) throws InterruptedException {
        Thread reader = Thread.ofVirtual().name("doctor-stream").start(() -> readToEnd(body));
        Duration left = limits.streamWatch().minus(elapsed());
        var _ = reader.join(left.isPositive() ? left : Duration.ofMillis(1));
    }

    private void readToEnd(InputStream body) {
        var buffer = new byte[BUFFER];
        try {
            for (int length = body.read(buffer); length != -1; length = body.read(buffer)) {
                arrived(new String(buffer, 0, length, StandardCharsets.UTF_8));
            }
            ended(End.ENDED);
        } catch (IOException e) {
            ended(End.BROKEN);
        }
    }

    private synchronized void arrived(String text) {
        unfinished.append(text.replace("\r", ""));
        int heartbeats = 0;
        int events = 0;
        for (int at = unfinished.indexOf("\n\n"); at >= 0; at = unfinished.indexOf("\n\n")) {
            String frame = unfinished.substring(0, at);
            heartbeats += frame.strip().startsWith(":") ? 1 : 0;
            events += frame.contains("data:") ? 1 : 0;
            unfinished.delete(0, at + 2);
        }
        arrivals.add(new Arrival(elapsed(), heartbeats, events));
    }

    private synchronized void ended(End how) {
        end = how;
        endAt = elapsed();
    }

    private synchronized StreamTranscript transcript(
            int status, HttpHeaders headers, Duration headAt, String failure) {
        return new StreamTranscript(
                limits.heartbeat(),
                via,
                status,
                headers,
                headAt,
                arrivals,
                end,
                end == End.OPEN ? elapsed() : endAt,
                failure);
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}

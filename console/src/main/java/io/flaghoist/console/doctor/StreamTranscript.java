package io.flaghoist.console.doctor;

import static io.flaghoist.console.doctor.State.when;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was seen of a stream. Times count from its request. A healthy stream sends its head and a
 * first heartbeat at once, then another after each silence of {@code heartbeat}, one by one. SDKs
 * take twice that for a dead stream (Go and JavaScript: 30 s).
 *
 * @param heartbeat the longest silence of a healthy stream
 * @param via traces of proxies in another answer on the same way, in parentheses; or empty
 * @param status 0 where no head came
 * @param failure why there is no stream; empty where there is one, or where nothing came in time
 */
record StreamTranscript(
        Duration heartbeat,
        String via,
        int status,
        HttpHeaders headers,
        Duration headAt,
        List<Arrival> arrivals,
        End end,
        Duration endAt,
        String failure) {

    /** How a stream ended. */
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
     * @param events how many events are complete in them
     */
    record Arrival(Duration at, int heartbeats, int events) {}

    /** High latency and slow machines are no proxies. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    StreamTranscript {
        arrivals = List.copyOf(arrivals);
    }

    /**
     * @param name of the check
     */
    void report(String name, String subject, Report report) {
        if (status == 200) {
            opened(name, subject, report);
        } else {
            String state = status == 0 ? "no-head" : "refused-" + status;
            report.add(name, failure.isEmpty() ? state : "failed", subject, values());
        }
    }

    private void opened(String name, String subject, Report report) {
        Duration patience = longer(AT_ONCE, heartbeat.dividedBy(3));
        boolean isMute = arrivals.isEmpty();
        boolean isPlain = header("Content-Encoding", "identity").equals("identity");
        boolean isBunched = isPlain && (together() > 1 || comeInPairs());
        boolean isReadable = !isMute && isPlain && !isBunched;
        boolean isIdle = lastSilence().compareTo(heartbeat.dividedBy(2)) > 0;
        String type = header("Content-Type", "").toLowerCase(Locale.ROOT);
        report.addAllOrOk(
                name,
                subject,
                values(),
                when(!type.startsWith("text/event-stream"), "not-a-stream"),
                when(!header("Content-Length", "").isEmpty(), "length"),
                when(!isPlain, "compressed"),
                when(headAt.compareTo(patience) > 0, "late-head"),
                when(end != End.OPEN && isIdle, "cut-idle"),
                when(end != End.OPEN && !isIdle, "cut-in-use"),
                when(isMute && endAt.compareTo(heartbeat) >= 0, "mute"),
                when(isBunched, "bunched"),
                when(isReadable && firstAt().compareTo(patience) > 0, "late-bytes"),
                when(isReadable && isSilent(), "silent"));
    }

    private String header(String name, String otherwise) {
        return headers.firstValue(name).orElse(otherwise);
    }

    private Duration firstAt() {
        return arrivals.isEmpty() ? Duration.ZERO : arrivals.getFirst().at();
    }

    private Duration lastSilence() {
        return endAt.minus(arrivals.isEmpty() ? headAt : arrivals.getLast().at());
    }

    private Duration longestSilence() {
        Duration longest = lastSilence();
        Duration before = headAt;
        for (Arrival arrival : arrivals) {
            longest = longer(longest, arrival.at().minus(before));
            before = arrival.at();
        }
        return longest;
    }

    private boolean isSilent() {
        return longestSilence().compareTo(heartbeat.multipliedBy(2)) > 0;
    }

    private int together() {
        return arrivals.stream().mapToInt(Arrival::heartbeats).max().orElse(0);
    }

    /** Several heartbeats within far less than the time that ought to be between two of them. */
    private boolean comeInPairs() {
        List<Arrival> beats = arrivals.stream().filter(it -> it.heartbeats() > 0).toList();
        // The first heartbeat of a stream comes when it opens, the second with that of all streams.
        for (int i = 2; i < beats.size(); i++) {
            Duration between = beats.get(i).at().minus(beats.get(i - 1).at());
            if (between.compareTo(heartbeat.dividedBy(10)) < 0) {
                return true;
            }
        }
        return false;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private Map<String, Object> values() {
        int beats = arrivals.stream().mapToInt(Arrival::heartbeats).sum();
        int events = arrivals.stream().mapToInt(Arrival::events).sum();
        return Map.ofEntries(
                Map.entry("status", status),
                Map.entry("failure", failure),
                Map.entry("via", status == 0 ? via : HttpAnswer.via(headers)),
                Map.entry("type", header("Content-Type", "none")),
                Map.entry("length", header("Content-Length", "")),
                Map.entry("encoding", header("Content-Encoding", "")),
                Map.entry("transfer", header("Transfer-Encoding", "no transfer encoding")),
                Map.entry("headAt", headAt),
                Map.entry("firstAt", arrivals.isEmpty() ? "none" : firstAt()),
                Map.entry("open", endAt),
                Map.entry("ended", end == End.ENDED ? "was ended" : "broke"),
                Map.entry("lastSilence", lastSilence()),
                Map.entry("silence", longestSilence()),
                Map.entry("heartbeat", heartbeat),
                Map.entry("together", together()),
                Map.entry("heartbeats", beats),
                Map.entry("heartbeatCount", Format.count(beats, "heartbeat")),
                Map.entry("events", events == 0 ? "" : ", " + Format.count(events, "event")));
    }
}

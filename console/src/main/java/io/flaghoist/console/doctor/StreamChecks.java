package io.flaghoist.console.doctor;

import io.flaghoist.console.doctor.StreamTranscript.Arrival;
import io.flaghoist.console.doctor.StreamTranscript.End;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Judges what came of watching a stream. A healthy one gives its head and a first heartbeat at
 * once, then another after each silence of {@code heartbeat}, one by one. SDKs take twice that for
 * a dead stream (Go and JavaScript: 30 s).
 */
final class StreamChecks {
    static final String UNBUFFERED =
            "In nginx, for this location: proxy_buffering off; proxy_cache off; gzip off; proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_read_timeout 1h; or let what is behind it send X-Accel-Buffering: no. In others: no response buffering, no compression of text/event-stream.";
    private static final String PATIENCE =
            "Idle timeouts on the way must be longer than 30 s, better an hour: nginx proxy_read_timeout, HAProxy timeout server and timeout tunnel, Envoy stream_idle_timeout and route timeout 0s, the idle timeout of cloud load balancers.";

    /** Far ways and slow machines are no proxies. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final String name;
    private final String subject;
    private final Duration heartbeat;
    private final String hops;
    private final Findings findings;

    /**
     * @param name of the checks
     * @param heartbeat the longest silence of a healthy stream
     * @param hops what an answer on the same way told of proxies, for a sentence
     */
    StreamChecks(String name, String subject, Duration heartbeat, String hops, Findings findings) {
        this.name = name;
        this.subject = subject;
        this.heartbeat = heartbeat;
        this.hops = hops;
        this.findings = findings;
    }

    void judge(StreamTranscript transcript) {
        switch (transcript) {
            case StreamTranscript.Unreachable(var reason) ->
                    wrong(
                            "The stream cannot be opened: " + reason + ".",
                            "Other requests come through, so look for what treats this path or long answers differently: routes, limits and rules of proxies on the way.");
            case StreamTranscript.Headless(var after) ->
                    wrong(
                            "Not even the head of an answer came within %s, although other answers come: something on the way waits until it has more of it%s."
                                    .formatted(Words.of(after), hops),
                            UNBUFFERED
                                    + " If nothing is in front of the service, it hangs: look at its log.");
            case StreamTranscript.Refused refused -> refused(refused);
            case StreamTranscript.Opened opened -> opened(opened);
        }
    }

    private void refused(StreamTranscript.Refused refused) {
        int status = refused.status();
        String advice =
                switch (status) {
                    case 401, 403 ->
                            "The key was accepted a moment ago, so a header gets lost: proxies on the way must pass Authorization and API-Key on.";
                    case 404 ->
                            "A proxy on the way does not know the path /stream: pass everything on.";
                    case 429 ->
                            "Too many streams for this key (edge: streams.maxStreamsPerKey, or a limit on the way).";
                    case 502, 504 ->
                            "A proxy on the way gave up on what is behind it: check that it runs, and the proxy's timeouts. "
                                    + PATIENCE;
                    case 503 ->
                            "The service takes no streams: it is stopping, full (edge: streams.maxStreams), or not ready.";
                    default -> "See the log of the service, and of proxies on the way.";
                };
        wrong(
                "The stream was refused with %d%s."
                        .formatted(status, Hops.words(refused.headers())),
                advice);
    }

    private void opened(StreamTranscript.Opened stream) {
        head(stream);
        if (stream.end() != End.OPEN) {
            cut(stream);
        }
        if (stream.arrivals().isEmpty()) {
            nothingCame(stream);
        } else if (isPlain(stream.headers())) {
            rhythm(stream);
        }
        if (findings.isClean(name)) {
            findings.ok(name, subject, healthy(stream));
        }
    }

    private void head(StreamTranscript.Opened stream) {
        HttpHeaders headers = stream.headers();
        String type = headers.firstValue("Content-Type").orElse("none");
        if (!type.toLowerCase(Locale.ROOT).startsWith("text/event-stream")) {
            wrong(
                    "The answer is no event stream: Content-Type is %s.".formatted(type),
                    "Something on the way answers in its place, or changes the head: SDKs do not read it.");
        }
        headers.firstValue("Content-Length")
                .ifPresent(length ->
                        wrong(
                                "The answer has a length (%s): something on the way has read it to an end before it passed it on."
                                        .formatted(length),
                                UNBUFFERED));
        if (!isPlain(headers)) {
            findings.warning(
                    name,
                    subject,
                    "Something on the way compresses the stream (%s): compressors wait for more, and not every SDK decompresses."
                            .formatted(headers.firstValue("Content-Encoding").orElse("")),
                    "In nginx: gzip off for this location, or no text/event-stream in gzip_types. In others: no compression of text/event-stream.");
        }
        if (stream.headAt().compareTo(patience()) > 0) {
            findings.warning(
                    name,
                    subject,
                    "The head took %s: SDKs do not count as connected until then."
                            .formatted(Words.of(stream.headAt())),
                    UNBUFFERED);
        }
    }

    private void cut(StreamTranscript.Opened stream) {
        Duration lastByte =
                stream.arrivals().isEmpty() ? stream.headAt() : stream.arrivals().getLast().at();
        Duration silence = stream.endAt().minus(lastByte);
        boolean isIdle = silence.compareTo(heartbeat.dividedBy(2)) > 0;
        String how = stream.end() == End.ENDED ? "was ended" : "broke";
        wrong(
                isIdle
                        ? "The stream %s after %s, %s of them in silence: an idle timeout that is shorter than the time between heartbeats (%s)."
                                .formatted(
                                        how,
                                        Words.of(stream.endAt()),
                                        Words.of(silence),
                                        Words.of(heartbeat))
                        : "The stream %s after %s, while it was in use: a limit on how long an answer may take, or the service stopped."
                                .formatted(how, Words.of(stream.endAt())),
                PATIENCE);
    }

    private void nothingCame(StreamTranscript.Opened stream) {
        if (stream.endAt().compareTo(heartbeat) < 0) {
            return; // it was not watched for long enough, or cut, which is said
        }
        wrong(
                "The head came, and then nothing for %s, although a heartbeat is due at once and every %s: something on the way holds back what is little%s, or the service is mute."
                        .formatted(
                                Words.of(stream.endAt().minus(stream.headAt())),
                                Words.of(heartbeat),
                                Hops.words(stream.headers())),
                UNBUFFERED
                        + " Ask the service itself, without what is in front of it, to tell the two apart.");
    }

    private void rhythm(StreamTranscript.Opened stream) {
        List<Arrival> arrivals = stream.arrivals();
        int together = arrivals.stream().mapToInt(Arrival::heartbeats).max().orElse(0);
        boolean isBunched = together > 1 || comeInPairs(arrivals);
        if (isBunched) {
            wrong(
                    "Heartbeats came in bunches (up to %d at once, %d in all) instead of one by one: something on the way holds them back%s, and every change with them."
                            .formatted(
                                    together, heartbeats(arrivals), Hops.words(stream.headers())),
                    UNBUFFERED);
        }
        Duration first = arrivals.getFirst().at();
        if (!isBunched && first.compareTo(patience()) > 0) {
            findings.warning(
                    name,
                    subject,
                    "The first bytes took %s: Go and JavaScript SDKs do not count as connected until then."
                            .formatted(Words.of(first)),
                    UNBUFFERED);
        }
        Duration silence = longestSilence(stream);
        if (!isBunched && silence.compareTo(heartbeat.multipliedBy(2)) > 0) {
            wrong(
                    "Silent for %s, although a heartbeat is due every %s: SDKs take that for a dead stream and reconnect."
                            .formatted(Words.of(silence), Words.of(heartbeat)),
                    "On an edge set streams.heartbeat to 15 s; on the way: " + UNBUFFERED);
        }
    }

    /** Several heartbeats within far less than the time that ought to be between two of them. */
    private boolean comeInPairs(List<Arrival> arrivals) {
        List<Arrival> beats = arrivals.stream().filter(of -> of.heartbeats() > 0).toList();
        // The first heartbeat of a stream comes when it opens, the second with everybody's.
        for (int i = 2; i < beats.size(); i++) {
            Duration between = beats.get(i).at().minus(beats.get(i - 1).at());
            if (between.compareTo(heartbeat.dividedBy(10)) < 0) {
                return true;
            }
        }
        return false;
    }

    private String healthy(StreamTranscript.Opened stream) {
        int events = stream.arrivals().stream().mapToInt(Arrival::events).sum();
        return "Head after %s, first bytes after %s, %s one by one%s; open for %s; %s%s."
                .formatted(
                        Words.of(stream.headAt()),
                        stream.arrivals().isEmpty()
                                ? "none"
                                : Words.of(stream.arrivals().getFirst().at()),
                        Words.count(heartbeats(stream.arrivals()), "heartbeat"),
                        events == 0 ? "" : ", " + Words.count(events, "event"),
                        Words.of(stream.endAt()),
                        stream.headers()
                                .firstValue("Transfer-Encoding")
                                .orElse("no transfer encoding"),
                        Hops.words(stream.headers()));
    }

    private static int heartbeats(List<Arrival> arrivals) {
        return arrivals.stream().mapToInt(Arrival::heartbeats).sum();
    }

    private static Duration longestSilence(StreamTranscript.Opened stream) {
        Duration longest = Duration.ZERO;
        Duration before = stream.headAt();
        for (Arrival arrival : stream.arrivals()) {
            longest = longer(longest, arrival.at().minus(before));
            before = arrival.at();
        }
        return longer(longest, stream.endAt().minus(before));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /** How long an answer may take that is due at once. */
    private Duration patience() {
        return longer(AT_ONCE, heartbeat.dividedBy(3));
    }

    private static boolean isPlain(HttpHeaders headers) {
        return headers.firstValue("Content-Encoding").map("identity"::equals).orElse(true);
    }

    private void wrong(String finding, String advice) {
        findings.wrong(name, subject, finding, advice);
    }
}

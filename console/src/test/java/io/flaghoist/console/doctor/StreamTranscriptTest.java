package io.flaghoist.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.console.doctor.StreamTranscript.Arrival;
import io.flaghoist.console.doctor.StreamTranscript.End;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamTranscriptTest {
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final String SQUID = " (Via: 1.1 squid)";
    private static final HttpHeaders STREAM =
            headers(Map.of("Content-Type", "text/event-stream", "Transfer-Encoding", "chunked"));

    @Test
    void heartbeats_one_by_one_are_well() {
        assertThat(judge(open(STREAM, beat(0.1), beat(15), beat(30))))
                .startsWith(
                        "OK Head after 50 ms, first bytes after 100 ms, 3 heartbeats one by one");
    }

    @Test
    void the_first_two_heartbeats_may_follow_closely() {
        assertThat(judge(open(STREAM, beat(0.1), beat(0.2), beat(15.2), beat(30.2))))
                .startsWith("OK");
    }

    @Test
    void heartbeats_in_one_piece_were_held_back() {
        assertThat(judge(open(STREAM, new Arrival(seconds(30), 3, 0))))
                .startsWith("WRONG Heartbeats came in bunches (up to 3 at once");
    }

    @Test
    void heartbeats_that_come_within_a_moment_were_held_back() {
        assertThat(judge(open(STREAM, beat(30), beat(30.01), beat(30.02))))
                .startsWith("WRONG Heartbeats came in bunches");
    }

    @Test
    void nothing_but_a_head_is_wrong_and_names_what_is_in_between() {
        var nginx = headers(Map.of("Content-Type", "text/event-stream", "Server", "nginx"));

        assertThat(judge(open(nginx)))
                .startsWith("WRONG The head came, and then nothing")
                .contains("(Server: nginx)");
    }

    @Test
    void an_end_after_silence_is_an_idle_timeout() {
        assertThat(judge(ended(14, beat(0.1))))
                .contains("was ended after 14 s, 13 s of them in silence: an idle timeout")
                .contains("nginx proxy_read_timeout");
    }

    @Test
    void an_end_amid_heartbeats_is_a_limit_on_the_whole_answer() {
        assertThat(judge(ended(30.5, beat(0.1), beat(15), beat(30))))
                .contains("while it was in use: a limit on how long an answer may take");
    }

    @Test
    void a_late_head_keeps_sdks_waiting() {
        assertThat(judge(opened(STREAM, seconds(15), List.of(beat(15)), End.OPEN, seconds(29))))
                .contains("WARNING The head took 15 s");
    }

    @Test
    void compression_on_the_way_is_a_warning() {
        var gzip = headers(Map.of("Content-Type", "text/event-stream", "Content-Encoding", "gzip"));

        assertThat(judge(open(gzip, new Arrival(seconds(0.1), 0, 0))))
                .startsWith("WARNING Something on the way compresses the stream (gzip)")
                .contains("gzip off");
    }

    @Test
    void another_content_type_or_a_length_is_no_stream() {
        var page = headers(Map.of("Content-Type", "text/html", "Content-Length", "120"));

        assertThat(judge(ended(page, 0.2, new Arrival(seconds(0.1), 0, 0))))
                .contains("Content-Type is text/html")
                .contains("The answer has a length (120)");
    }

    @Test
    void no_head_at_all_names_what_another_answer_told_of_the_way() {
        assertThat(judge(refused(0, seconds(40))))
                .startsWith("WRONG Not even the head of an answer came within 40 s")
                .contains("(Via: 1.1 squid)");
    }

    @Test
    void refusals_are_told_apart() {
        assertThat(judge(refused(401, seconds(1))))
                .contains("must pass Authorization and API-Key on");
        assertThat(judge(refused(404, seconds(1)))).contains("does not know the path /stream");
        assertThat(judge(refused(504, seconds(1)))).contains("proxy_read_timeout");
    }

    private static String judge(StreamTranscript transcript) {
        var report = new Report();
        transcript.report("edge-stream", "edge", report);
        var text = new StringBuilder();
        report.checks()
                .forEach(check ->
                        text.append(check.outcome())
                                .append(' ')
                                .append(check.finding())
                                .append(' ')
                                .append(check.advice())
                                .append('\n'));
        return text.toString();
    }

    private static StreamTranscript open(HttpHeaders headers, Arrival... arrivals) {
        return opened(headers, Duration.ofMillis(50), List.of(arrivals), End.OPEN, seconds(40));
    }

    private static StreamTranscript ended(double at, Arrival... arrivals) {
        return ended(STREAM, at, arrivals);
    }

    private static StreamTranscript ended(HttpHeaders headers, double at, Arrival... arrivals) {
        return opened(headers, Duration.ofMillis(50), List.of(arrivals), End.ENDED, seconds(at));
    }

    private static StreamTranscript opened(
            HttpHeaders headers, Duration headAt, List<Arrival> arrivals, End end, Duration endAt) {
        return new StreamTranscript(
                HEARTBEAT, SQUID, 200, headers, headAt, arrivals, end, endAt, "");
    }

    private static StreamTranscript refused(int status, Duration after) {
        return new StreamTranscript(
                HEARTBEAT,
                SQUID,
                status,
                headers(Map.of()),
                Duration.ZERO,
                List.of(),
                End.OPEN,
                after,
                "");
    }

    private static Arrival beat(double at) {
        return new Arrival(seconds(at), 1, 0);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }

    private static HttpHeaders headers(Map<String, String> values) {
        var lists = new HashMap<String, List<String>>();
        values.forEach((name, value) -> lists.put(name, List.of(value)));
        return HttpHeaders.of(lists, (_, _) -> true);
    }
}

package io.flaghoist.edge.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.edge.metrics.JsonMeters;
import io.flaghoist.edge.usage.Acknowledgement;
import io.flaghoist.edge.usage.ParsedPost;
import io.flaghoist.edge.usage.PostParser;
import io.flaghoist.edge.usage.UsageIntake;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.JsonFlaw;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpHeader;

/**
 * {@code POST /metrics/{environment}}: answered with 200 when what was posted is durable, which is
 * some time after this thread has gone on to the next request.
 */
final class UsageRoute {
    /** Bodies that are read at the same time may take so much; more are told to come again. */
    private static final long ROOM = 64 << 20;

    /** What takes longer to parse is not parsed on the thread that serves all connections. */
    private static final int SMALL = 32 << 10;

    /** iOS wants an object. */
    private static final byte[] TAKEN = "{}".getBytes(StandardCharsets.US_ASCII);

    private final PostParser parser;
    private final UsageIntake intake;
    private final int maxBody;
    private final UsageLane lane;
    private final JsonMeters meters;
    private final BodyRoom room = new BodyRoom(ROOM, SMALL);

    /**
     * @param maxBody maximum size of a body in bytes, before and after decompression
     * @param lane started and stopped by the caller
     */
    UsageRoute(
            PostParser parser, UsageIntake intake, int maxBody, UsageLane lane, JsonMeters meters) {
        this.parser = parser;
        this.intake = intake;
        this.maxBody = maxBody;
        this.lane = lane;
        this.meters = meters;
    }

    void handle(Exchange exchange, EnvironmentId environment) {
        String coding = exchange.header(HttpHeader.CONTENT_ENCODING);
        boolean gzip = coding != null && coding.toLowerCase(Locale.ROOT).equals("gzip");
        if (coding != null && !gzip && !coding.toLowerCase(Locale.ROOT).equals("identity")) {
            EdgeHandler.afterBody(
                    exchange,
                    () -> exchange.error(415, "Content-Encoding must be gzip or identity"));
            return;
        }
        var reading = new Reading(exchange, environment, gzip);
        if (UsageLane.isHere() || !lane.hold(reading)) {
            reading.run();
        }
    }

    private final class Reading implements BodyReader.Reader, Runnable {
        private final Exchange exchange;
        private final EnvironmentId environment;
        private final boolean gzip;

        Reading(Exchange exchange, EnvironmentId environment, boolean gzip) {
            this.exchange = exchange;
            this.environment = environment;
            this.gzip = gzip;
        }

        @Override
        public void run() {
            BodyReader.read(exchange.request(), maxBody, room, this);
        }

        @Override
        public void whole(byte[] bytes, int from, int length) {
            if (UsageLane.isHere() || (!gzip && length <= SMALL)) {
                parse(bytes, from, length);
            } else {
                byte[] own = Arrays.copyOfRange(bytes, from, from + length);
                lane.execute(() -> parse(own, 0, length)); // bounded by the room for bodies
            }
        }

        @Override
        public void tooLarge() {
            exchange.error(413, "request body larger than " + maxBody + " bytes");
        }

        @Override
        public void noRoom() {
            exchange.notNow(500, "this edge is reading too many bodies at once");
        }

        @Override
        public void broken(Throwable cause) {
            exchange.callback().failed(cause);
        }

        private void parse(byte[] bytes, int from, int length) {
            ParsedPost post;
            try {
                post = parsed(bytes, from, length);
            } catch (InflatedTooLargeException e) {
                tooLarge();
                return;
            } catch (JsonProcessingException e) {
                exchange.error(400, "bad request: " + flaw(length, JsonFlaw.of(e)));
                return;
            } catch (IOException e) {
                exchange.error(400, "bad request: body is not gzip");
                return;
            } finally {
                room.giveBack(length);
            }
            intake.take(environment, post, new Answer(exchange));
        }

        private String flaw(int length, JsonFlaw flaw) {
            meters.refused(JsonMeters.What.METRICS, flaw);
            if (flaw.isBound()) {
                return "body cannot be read: " + flaw.words();
            }
            return length == 0
                    ? "request body cannot be empty"
                    : "body is not the JSON object that metrics takes";
        }

        private ParsedPost parsed(byte[] bytes, int from, int length) throws IOException {
            if (!gzip) {
                return parser.parse(bytes, from, length);
            }
            var inflated = new GZIPInputStream(new ByteArrayInputStream(bytes, from, length));
            return parser.parse(new BoundedStream(inflated, maxBody));
        }
    }

    private record Answer(Exchange exchange) implements Acknowledgement {
        @Override
        public void durable() {
            exchange.json(200, TAKEN);
        }

        @Override
        public void lost() {
            exchange.notNow(500, "this edge cannot keep metrics now");
        }
    }
}

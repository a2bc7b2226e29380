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
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpHeader;

/**
 * {@code POST /metrics/{environment}}: answered with 200 when the post is durable. The thread that
 * serves the connection only reads the body.
 */
final class UsageRoute {
    /** Bytes of all bodies that are being read or wait to be parsed; beyond it posts get 500. */
    private static final int MAX_BODIES = 64 << 20;

    /** iOS expects an object. */
    private static final byte[] TAKEN = "{}".getBytes(StandardCharsets.US_ASCII);

    private final PostParser parser;
    private final UsageIntake intake;
    private final int maxBody;
    private final Executor workers;
    private final JsonMeters meters;
    private final Semaphore room = new Semaphore(MAX_BODIES);

    /**
     * @param maxBody maximum length of a body in bytes, before and after decompression
     * @param workers where bodies are parsed
     */
    UsageRoute(
            PostParser parser,
            UsageIntake intake,
            int maxBody,
            Executor workers,
            JsonMeters meters) {
        this.parser = parser;
        this.intake = intake;
        this.maxBody = maxBody;
        this.workers = workers;
        this.meters = meters;
    }

    void handle(Exchange exchange, EnvironmentId environment) {
        String coding = exchange.header(HttpHeader.CONTENT_ENCODING);
        boolean gzip = coding != null && coding.toLowerCase(Locale.ROOT).equals("gzip");
        if (coding != null && !gzip && !coding.toLowerCase(Locale.ROOT).equals("identity")) {
            BodyReader.discard(
                    exchange,
                    () -> exchange.error(415, "Content-Encoding must be gzip or identity"));
            return;
        }
        BodyReader.read(exchange, maxBody, room, new Post(exchange, environment, gzip));
    }

    private final class Post implements BodyReader.Receiver, Acknowledgement {
        private final Exchange exchange;
        private final EnvironmentId environment;
        private final boolean gzip;

        Post(Exchange exchange, EnvironmentId environment, boolean gzip) {
            this.exchange = exchange;
            this.environment = environment;
            this.gzip = gzip;
        }

        @Override
        public void whole(byte[] bytes, int length) {
            workers.execute(() -> take(bytes, length));
        }

        private void take(byte[] bytes, int length) {
            ParsedPost post;
            try (InputStream body = body(bytes, length)) {
                post = parser.parse(body);
            } catch (InflatedTooLargeException e) {
                exchange.tooLarge(maxBody);
                return;
            } catch (JsonProcessingException e) {
                exchange.error(400, "bad request: " + flaw(length, JsonFlaw.of(e)));
                return;
            } catch (IOException e) {
                exchange.error(400, "bad request: body is not gzip");
                return;
            } catch (RuntimeException e) {
                exchange.callback().failed(e);
                throw e;
            } finally {
                room.release(length);
            }
            intake.take(environment, post, this);
        }

        private InputStream body(byte[] bytes, int length) throws IOException {
            var body = new ByteArrayInputStream(bytes, 0, length);
            return gzip ? new BoundedStream(new GZIPInputStream(body), maxBody) : body;
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

        @Override
        public void answer(boolean durable) {
            if (durable) {
                exchange.json(200, TAKEN);
            } else {
                exchange.notNow(500, "this edge cannot keep metrics now");
            }
        }
    }
}

package io.flaghoist.console.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.json.JsonZone;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** What came of a request. */
sealed interface HttpResult {
    /**
     * An answer, whatever its status.
     *
     * @param isWhole whether the body was read to its end
     * @param sent when the request began, by our clock
     * @param headed when its head had arrived
     * @param took until the body was read
     */
    @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
    record Answered(
            int status,
            HttpHeaders headers,
            byte[] body,
            boolean isWhole,
            Instant sent,
            Instant headed,
            Duration took)
            implements HttpResult {

        /** The body, if it is JSON. */
        Optional<JsonNode> json() {
            try {
                return Optional.of(JsonZone.UPSTREAM.read(body));
            } catch (JsonProcessingException e) {
                return Optional.empty();
            }
        }

        /** How the server's clock stands to ours, if it says. */
        Optional<Skew> skew() {
            return headers.firstValue("Date")
                    .flatMap(Answered::date)
                    .map(date -> Skew.of(date, Duration.ofSeconds(1), sent, headed));
        }

        private static Optional<Instant> date(String text) {
            try {
                return Optional.of(
                        ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant());
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
    }

    /** None, and why, in words. */
    record Unanswered(String reason) implements HttpResult {}
}

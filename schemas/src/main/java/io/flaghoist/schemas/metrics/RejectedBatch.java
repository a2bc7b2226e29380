package io.flaghoist.schemas.metrics;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A batch that SaaS refused permanently: one record of the metrics-rejected topic.
 *
 * @param status the HTTP status of the answer
 * @param answer the body of the answer, cut to {@link #MAX_ANSWER_BYTES}
 * @param rejectedAt epoch milliseconds by the aggregator's clock
 */
public record RejectedBatch(MetricsBatch batch, int status, String answer, long rejectedAt) {
    /** Maximum length of the stored answer, in bytes of UTF-8. */
    public static final int MAX_ANSWER_BYTES = 2 << 10;

    public RejectedBatch {
        answer = cut(answer);
    }

    private static String cut(String text) {
        var room = ByteBuffer.allocate(MAX_ANSWER_BYTES);
        var all = CharBuffer.wrap(text, 0, Math.min(text.length(), MAX_ANSWER_BYTES));
        // the encoder stops before a character that does not fit
        var _ =
                StandardCharsets.UTF_8
                        .newEncoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)
                        .encode(all, room, true);
        return StandardCharsets.UTF_8.decode(room.flip()).toString();
    }
}

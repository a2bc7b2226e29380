package io.flaghoist.edge.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.edge.target.store.MovableClock;
import io.flaghoist.schemas.metrics.Usage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever is posted is refused as a whole, or each of its entries is counted or skipped. */
class PostParserProperties {
    private static final String SAMPLE =
            """
            {"metricsData":[{"timestamp":1764000000000,"count":12,"metricsType":"FFMETRICS","attributes":[\
            {"key":"featureIdentifier","value":"dark_mode"},{"key":"featureName","value":"Dark mode"},\
            {"key":"variationIdentifier","value":"true"},{"key":"featureValue","value":"true"},\
            {"key":"target","value":null},{"key":"SDK_TYPE","value":"server"},{"key":"SDK_LANGUAGE","value":"java"},\
            {"key":"SDK_VERSION","value":"1.8.0"}]},\
            {"attributes" : [ {"key": "featureName", "value": "b"},\t{"key": "variationIdentifier", "value": "v"} ], "count": 1}
            ],"targetData":[]}
            """;

    private static final String CHANGES = "{}[]:,\"\\ \n0129-+.eEntfu\u007f";

    private final PostParser parser = new PostParser(Set.of(), new MovableClock());

    /** The number of its entries; -1 when the post is refused. */
    private int entries(byte[] post) throws IOException {
        ParsedPost parsed;
        try {
            parsed = parser.parse(new ByteArrayInputStream(post));
        } catch (JsonProcessingException e) {
            return -1;
        }
        assertThat(parsed.usages()).allSatisfy(PostParserProperties::assertWithinLimits);
        return parsed.usages().size() + parsed.skipped().values().stream().mapToInt(n -> n).sum();
    }

    private static void assertWithinLimits(Usage usage) {
        assertThat(usage.count()).isBetween(1L, 1L << 31);
        assertThat(usage.timestamp()).isPositive();
        assertThat(usage.key().feature()).hasSizeBetween(1, 256);
        assertThat(usage.key().variation()).hasSizeBetween(1, 256);
        assertThat(new String(usage.featureName().getBytes(UTF_8), UTF_8))
                .isEqualTo(usage.featureName());
        assertThat(new String(usage.value().getBytes(UTF_8), UTF_8)).isEqualTo(usage.value());
    }

    @Property(tries = 3_000)
    void a_post_with_some_bytes_changed_is_read_or_refused(
            @ForAll @Size(min = 1, max = 3) List<@IntRange(max = 700) Integer> places,
            @ForAll("bytes") byte changed)
            throws IOException {
        byte[] post = SAMPLE.getBytes(UTF_8);
        places.forEach(place -> post[place % post.length] = changed);

        assertThat(entries(post)).isIn(-1, 0, 1, 2); // a field's name may be what was changed
    }

    @Property(tries = 1_000)
    void a_post_with_a_part_left_out_or_repeated_is_read_or_refused(
            @ForAll @IntRange(max = 700) int from,
            @ForAll @IntRange(max = 700) int length,
            @ForAll boolean twice)
            throws IOException {
        int start = from % SAMPLE.length();
        int end = Math.min(SAMPLE.length(), start + length);
        String part = SAMPLE.substring(start, end);
        byte[] post =
                (SAMPLE.substring(0, start) + (twice ? part + part : "") + SAMPLE.substring(end))
                        .getBytes(UTF_8);

        assertThat(entries(post)).isBetween(-1, 4);
    }

    @Property(tries = 1_000)
    void every_entry_of_a_post_is_counted_or_skipped(@ForAll("entries") List<String> entries)
            throws IOException {
        String post = "{\"metricsData\":[" + String.join(",", entries) + "],\"y\":null}";

        assertThat(entries(post.getBytes(UTF_8))).isIn(-1, entries.size());
    }

    @Provide
    Arbitrary<Byte> bytes() {
        return Arbitraries.oneOf(
                Arbitraries.bytes(),
                Arbitraries.of(CHANGES.toCharArray()).map(c -> (byte) (char) c));
    }

    @Provide
    Arbitrary<List<String>> entries() {
        Arbitrary<String> text =
                Arbitraries.oneOf(
                        Arbitraries.of("featureName", "variationIdentifier", "SDK_TYPE", "target"),
                        Arbitraries.strings()
                                .withCharRange(' ', '~')
                                .ofMaxLength(300)
                                .map(PostParserProperties::quoted));
        Arbitrary<String> value =
                Arbitraries.oneOf(
                        text.map(t -> '"' + t + '"'),
                        Arbitraries.of("null", "true", "{}", "[null]", "1.5", "\"\\ud800\""),
                        Arbitraries.longs().map(String::valueOf));
        Arbitrary<String> attribute =
                Combinators.combine(text, value)
                        .as((key, v) -> "{\"key\":\"" + key + "\",\"value\":" + v + "}");
        Arbitrary<String> entry =
                Combinators.combine(
                                Arbitraries.longs(),
                                Arbitraries.longs(),
                                attribute.list().ofMaxSize(4))
                        .as((count, time, attributes) ->
                                "{\"count\":%d,\"timestamp\":%d,\"attributes\":%s}"
                                        .formatted(count, time, attributes));
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(9, entry),
                        net.jqwik.api.Tuple.of(1, Arbitraries.of("null", "{}")))
                .list()
                .ofMaxSize(3);
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}

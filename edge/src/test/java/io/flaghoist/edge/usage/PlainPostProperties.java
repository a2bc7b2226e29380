package io.flaghoist.edge.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.edge.target.store.MovableClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A post in an array may be read in place; in a stream it never is. What is read is the same. */
class PlainPostProperties {
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

    private String inPlace(byte[] post) throws IOException {
        byte[] inside = new byte[post.length + 20];
        System.arraycopy(post, 0, inside, 7, post.length);
        inside[post.length + 7] = '"';
        byte[] sample = SAMPLE.getBytes(UTF_8);
        var _ = parser.parse(sample, 0, sample.length); // from now on its attributes are known
        return read(() -> parser.parse(inside, 7, post.length));
    }

    private String byTokens(byte[] post) throws IOException {
        return read(() -> parser.parse(new ByteArrayInputStream(post)));
    }

    private interface Reading {
        ParsedPost read() throws IOException;
    }

    private static String read(Reading reading) throws IOException {
        try {
            ParsedPost post = reading.read();
            return post.usages()
                    + " "
                    + post.skipped()
                    + post.skippedEntries()
                    + " "
                    + post.targets()
                    + post.skippedTargets()
                    + post.anonymousTargets();
        } catch (JsonProcessingException e) {
            return "refused";
        }
    }

    private static boolean isPlain(String post) {
        byte[] bytes = post.getBytes(UTF_8);
        var entry = new PostEntry(new ParsedPost(), new KnownKeys(), 0);
        return new PlainPost(
                        new PlainText(bytes, 0, bytes.length, new Symbols()),
                        entry,
                        new KnownAttributes())
                .read();
    }

    @Example
    void what_sdks_post_is_plain() {
        assertThat(isPlain(SAMPLE)).isTrue();
        assertThat(isPlain(SAMPLE.replace("\"b\"", "\"ü\""))).isFalse();
    }

    @Property(tries = 3_000)
    void a_post_with_some_bytes_changed_is_read_alike(
            @ForAll @Size(min = 1, max = 3) List<@IntRange(max = 700) Integer> places,
            @ForAll("bytes") byte changed)
            throws IOException {
        byte[] post = SAMPLE.getBytes(UTF_8);
        places.forEach(place -> post[place % post.length] = changed);

        assertThat(inPlace(post)).isEqualTo(byTokens(post));
    }

    @Property(tries = 1_000)
    void a_post_with_a_part_left_out_or_repeated_is_read_alike(
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

        assertThat(inPlace(post)).isEqualTo(byTokens(post));
    }

    @Property(tries = 1_000)
    void a_post_made_of_its_parts_in_any_order_is_read_alike(@ForAll("posts") String post)
            throws IOException {
        byte[] bytes = post.getBytes(UTF_8);

        assertThat(inPlace(bytes)).isEqualTo(byTokens(bytes));
    }

    @Provide
    Arbitrary<Byte> bytes() {
        return Arbitraries.oneOf(
                Arbitraries.bytes(),
                Arbitraries.of(CHANGES.toCharArray()).map(c -> (byte) (char) c));
    }

    @Provide
    Arbitrary<String> posts() {
        Arbitrary<String> text =
                Arbitraries.oneOf(
                        Arbitraries.of("featureName", "variationIdentifier", "SDK_TYPE", "target"),
                        Arbitraries.strings().ofMaxLength(20).map(PlainPostProperties::quoted),
                        Arbitraries.strings()
                                .withCharRange(' ', '~')
                                .ofMaxLength(300)
                                .map(PlainPostProperties::quoted));
        Arbitrary<String> value =
                Arbitraries.oneOf(
                        text.map(t -> '"' + t + '"'),
                        Arbitraries.of("null", "true", "{}", "[null]", "1.5", "nullx", "00"),
                        Arbitraries.longs().map(String::valueOf));
        Arbitrary<String> attribute =
                Combinators.combine(text, value)
                        .as((key, v) -> "{\"key\":\"" + key + "\",\"value\":" + v + "}");
        Arbitrary<String> attributes =
                attribute.list().ofMaxSize(4).map(all -> "\"attributes\":" + all);
        Arbitrary<String> field =
                Arbitraries.oneOf(
                        attributes,
                        value.map(v -> "\"count\":" + v),
                        Arbitraries.longs().map(v -> "\"count\":" + v),
                        value.map(v -> "\"timestamp\":" + v),
                        Arbitraries.of("\"metricsType\":\"FFMETRICS\"", "\"x\":1"));
        Arbitrary<String> entry = field.list().ofMaxSize(4).map(PlainPostProperties::object);
        return Combinators.combine(
                        entry.list().ofMaxSize(3),
                        Arbitraries.of("", ",\"targetData\":[]", ",\"y\":null"))
                .as((entries, rest) -> "{\"metricsData\":" + new ArrayList<>(entries) + rest + "}");
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String object(List<String> fields) {
        return "{" + String.join(",", fields) + "}";
    }
}

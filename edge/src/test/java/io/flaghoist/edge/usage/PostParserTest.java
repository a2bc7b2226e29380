package io.flaghoist.edge.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.edge.target.store.MovableClock;
import io.flaghoist.schemas.metrics.SeenTarget;
import io.flaghoist.schemas.metrics.Usage;
import io.flaghoist.schemas.metrics.UsageKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostParserTest {
    private final MovableClock clock = new MovableClock();
    private final PostParser parser = new PostParser(Set.of("email"), clock);
    private final long at = clock.millis() - 1_000;

    private ParsedPost parse(String json) throws IOException {
        return parser.parse(new ByteArrayInputStream(json.getBytes(UTF_8)));
    }

    private static String kv(String key, String value) {
        return "{\"key\":\"%s\",\"value\":%s}".formatted(key, value);
    }

    private String entry(String count, String... attributes) {
        return "{\"timestamp\":%d,\"count\":%s,\"metricsType\":\"FFMETRICS\",\"attributes\":[%s]}"
                .formatted(at, count, String.join(",", attributes));
    }

    private static String post(String... entries) {
        return "{\"metricsData\":[" + String.join(",", entries) + "],\"targetData\":[]}";
    }

    /** What each SDK sends, as sdk-clients.md 8 describes it. */
    static Stream<Arguments> sdks() {
        return Stream.of(
                Arguments.of(
                        "Java",
                        new String[] {
                            kv("featureName", "\"dark\""),
                            kv("variationIdentifier", "\"on\""),
                            kv("target", "\"__global__cf_target\""),
                            kv("SDK_TYPE", "\"server\""),
                            kv("SDK_LANGUAGE", "\"java\""),
                            kv("SDK_VERSION", "\"1.8.0\"")
                        },
                        new Usage(
                                new UsageKey("dark", "on", "server", "java", "1.8.0"),
                                "dark",
                                "",
                                7,
                                1)),
                Arguments.of(
                        "Java of old",
                        new String[] {
                            kv("featureName", "\"dark\""),
                            kv("variationIdentifier", "\"on\""),
                            kv("JAR_VERSION", "\"1.0.1\""),
                            kv("SDK_TYPE", "\"server\""),
                            kv("SDK_LANGUAGE", "\"java\"")
                        },
                        new Usage(
                                new UsageKey("dark", "on", "server", "java", "1.0.1"),
                                "dark",
                                "",
                                7,
                                1)),
                Arguments.of(
                        "Node without a target",
                        new String[] {
                            kv("featureIdentifier", "\"dark\""),
                            kv("featureName", "\"dark\""),
                            kv("variationIdentifier", "\"on\""),
                            kv("target", "null"),
                            kv("SDK_TYPE", "\"server\""),
                            kv("SDK_LANGUAGE", "\"javascript\""),
                            kv("SDK_VERSION", "\"1.8.10\"")
                        },
                        new Usage(
                                new UsageKey("dark", "on", "server", "javascript", "1.8.10"),
                                "dark",
                                "",
                                7,
                                1)),
                Arguments.of(
                        "Go",
                        new String[] {
                            kv("featureIdentifier", "\"dark\""),
                            kv("featureName", "\"Dark mode\""),
                            kv("variationIdentifier", "\"on\""),
                            kv("featureValue", "\"true\""),
                            kv("SDK_TYPE", "\"server\""),
                            kv("SDK_LANGUAGE", "\"go\""),
                            kv("SDK_VERSION", "\"0.1.25\""),
                            kv("target", "\"global\"")
                        },
                        new Usage(
                                new UsageKey("dark", "on", "server", "go", "0.1.25"),
                                "Dark mode",
                                "true",
                                7,
                                1)),
                Arguments.of(
                        "Python",
                        new String[] {
                            kv("featureIdentifier", "\"dark\""),
                            kv("featureName", "\"dark\""),
                            kv("variationIdentifier", "\"on\""),
                            kv("variationValue", "\"{\\\"a\\\":1}\""),
                            kv("SDK_TYPE", "\"server\""),
                            kv("SDK_LANGUAGE", "\"python\""),
                            kv("SDK_VERSION", "\"1.7.0\""),
                            kv("target", "\"global\"")
                        },
                        new Usage(
                                new UsageKey("dark", "on", "server", "python", "1.7.0"),
                                "dark",
                                "{\"a\":1}",
                                7,
                                1)),
                Arguments.of(
                        ".NET, values first and fields that nobody knows",
                        new String[] {
                            "{\"value\":\"dark\",\"key\":\"featureName\"}",
                            "{\"value\":\"on\",\"x\":{\"y\":[1]},\"key\":\"variationIdentifier\"}",
                            kv("featureValue", "true"),
                            kv("new", "{\"deep\":[{}]}"),
                            kv("SDK_TYPE", "\"server\""),
                            kv("SDK_LANGUAGE", "\".NET\""),
                            kv("SDK_VERSION", "\"1.7\"")
                        },
                        new Usage(
                                new UsageKey("dark", "on", "server", ".NET", "1.7"),
                                "dark",
                                "true",
                                7,
                                1)),
                Arguments.of(
                        "JavaScript",
                        new String[] {
                            kv("featureIdentifier", "\"dark\""),
                            kv("featureName", "\"dark\""),
                            kv("variationIdentifier", "\"on\""),
                            kv("target", "\"ann\""),
                            kv("SDK_NAME", "\"JavaScript\""),
                            kv("SDK_LANGUAGE", "\"JavaScript\""),
                            kv("SDK_TYPE", "\"client\""),
                            kv("SDK_VERSION", "\"1.32.0\"")
                        },
                        new Usage(
                                new UsageKey("dark", "on", "client", "JavaScript", "1.32.0"),
                                "dark",
                                "",
                                7,
                                1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sdks")
    void what_every_sdk_posts_is_understood(String sdk, String[] attributes, Usage expected)
            throws IOException {
        ParsedPost post = parse(post(entry("7", attributes)));

        assertThat(post.usages())
                .containsExactly(
                        new Usage(
                                expected.key(),
                                expected.featureName(),
                                expected.value(),
                                expected.count(),
                                at));
        assertThat(post.skipped()).isEmpty();
    }

    @Test
    void nothing_and_nulls_and_unknown_fields_are_a_post() throws IOException {
        assertThat(parse("{}").usages()).isEmpty();
        ParsedPost post =
                parse("{\"later\":[{\"x\":1}],\"metricsData\":null,\"targetData\":null,\"y\":{}}");
        assertThat(post.usages()).isEmpty();
        assertThat(post.targets()).isEmpty();
        assertThat(post.skipped()).isEmpty();
        assertThat(parse("{\"metricsData\":[null,{}]}").skipped())
                .containsExactly(Map.entry(Skip.NAMELESS, 2));
    }

    static Stream<Arguments> skips() {
        String on = kv("variationIdentifier", "\"on\"");
        String dark = kv("featureName", "\"dark\"");
        return Stream.of(
                Arguments.of(Skip.NAMELESS, "1", new String[] {on}),
                Arguments.of(Skip.NAMELESS, "1", new String[] {dark}),
                Arguments.of(Skip.NAMELESS, "1", new String[] {kv("featureName", "null"), on}),
                Arguments.of(
                        Skip.TOO_LONG,
                        "1",
                        new String[] {kv("featureName", '"' + "f".repeat(257) + '"'), on}),
                Arguments.of(
                        Skip.TOO_LONG,
                        "1",
                        new String[] {
                            dark, kv("variationIdentifier", '"' + "v".repeat(257) + '"')
                        }),
                Arguments.of(Skip.TEXT, "1", new String[] {kv("featureName", "\"a\\u0000b\""), on}),
                Arguments.of(Skip.TEXT, "1", new String[] {kv("featureName", "\"\\ud800\""), on}),
                Arguments.of(Skip.COUNT, "0", new String[] {dark, on}),
                Arguments.of(Skip.COUNT, "-1", new String[] {dark, on}),
                Arguments.of(Skip.COUNT, "null", new String[] {dark, on}),
                Arguments.of(Skip.COUNT, "2147483649", new String[] {dark, on}),
                Arguments.of(Skip.COUNT, "1e300", new String[] {dark, on}),
                Arguments.of(Skip.COUNT, "9".repeat(60), new String[] {dark, on}),
                Arguments.of(Skip.COUNT, "-" + "9".repeat(60), new String[] {dark, on}));
    }

    @ParameterizedTest
    @MethodSource("skips")
    void an_entry_that_cannot_be_counted_is_skipped_alone(
            Skip reason, String count, String[] attributes) throws IOException {
        String good =
                entry("2147483648", kv("featureName", "\"f\""), kv("variationIdentifier", "\"v\""));
        ParsedPost post = parse(post(entry(count, attributes), good));

        assertThat(post.skipped()).containsExactly(Map.entry(reason, 1));
        assertThat(post.usages()).hasSize(1);
    }

    @Test
    void texts_at_their_limit_are_kept_and_descriptions_beyond_it_left_out() throws IOException {
        ParsedPost post =
                parse(
                        post(
                                entry(
                                        "1",
                                        kv("featureIdentifier", '"' + "f".repeat(256) + '"'),
                                        kv("featureName", '"' + "n".repeat(257) + '"'),
                                        kv("variationIdentifier", '"' + "v".repeat(256) + '"'),
                                        kv("featureValue", '"' + "x".repeat(1025) + '"'),
                                        kv("SDK_TYPE", '"' + "t".repeat(65) + '"'),
                                        kv("SDK_LANGUAGE", '"' + "l".repeat(64) + '"'),
                                        kv("SDK_VERSION", "\"\\udc00\""))));

        var key = new UsageKey("f".repeat(256), "v".repeat(256), "", "l".repeat(64), "");
        assertThat(post.usages()).containsExactly(new Usage(key, "", "", 1, at));
    }

    @Test
    void a_time_that_cannot_be_is_now() throws IOException {
        String attributes =
                "\"attributes\":["
                        + kv("featureName", "\"f\"")
                        + ","
                        + kv("variationIdentifier", "\"v\"")
                        + "]}";
        long ahead = clock.millis() + Duration.ofDays(2).toMillis();
        ParsedPost post =
                parse(
                        post(
                                "{\"count\":1," + attributes,
                                "{\"count\":1,\"timestamp\":-5," + attributes,
                                "{\"count\":1,\"timestamp\":" + ahead + "," + attributes,
                                "{\"count\":1,\"timestamp\":1.5e3," + attributes));

        assertThat(post.usages())
                .extracting(Usage::timestamp)
                .containsExactly(clock.millis(), clock.millis(), clock.millis(), 1_500L);
    }

    @Test
    void targets_come_without_what_is_private_and_the_anonymous_and_the_odd_do_not_come()
            throws IOException {
        ParsedPost post =
                parse(
                        """
                        {"targetData":[
                         {"identifier":"ann","name":"Ann","attributes":[{"key":"plan","value":"gold"},{"key":"email","value":"a@b.c"},{"key":"age","value":33},{"key":"n","value":null}]},
                         {"identifier":"bob","name":null,"attributes":null},
                         {"identifier":"eve","attributes":[{"key":"anonymous","value":"true"}]},
                         {"identifier":"mallory","anonymous":true},
                         {"identifier":""}, {}, null, {"identifier":"%s"},
                         {"identifier":"broken","attributes":[{"key":"x","value":"\\ud800"}]},
                         {"identifier":"huge","attributes":[{"key":"x","value":"%s"}]}
                        ]}
                        """
                                .formatted("i".repeat(513), "x".repeat(16 << 10)));

        assertThat(post.targets())
                .containsExactly(
                        new SeenTarget("ann", "Ann", Map.of("plan", "gold", "age", "33")),
                        new SeenTarget("bob", "", Map.of()));
        assertThat(post.anonymousTargets()).isEqualTo(2);
        assertThat(post.skippedTargets()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "1",
                "\"x\"",
                "{",
                "{}{}",
                "{\"metricsData\":1}",
                "{\"metricsData\":{}}",
                "{\"metricsData\":[1]}",
                "{\"metricsData\":[[]]}",
                "{\"metricsData\":[{\"count\":\"1\"}]}",
                "{\"metricsData\":[{\"count\":{}}]}",
                "{\"metricsData\":[{\"timestamp\":\"now\"}]}",
                "{\"metricsData\":[{\"attributes\":{}}]}",
                "{\"metricsData\":[{\"attributes\":[1]}]}",
                "{\"metricsData\":[{\"attributes\":[{\"key\":1}]}]}",
                "{\"metricsData\":[{\"count\":1,\"count\":1}]}",
                "{\"metricsData\":[],\"metricsData\":[]}",
                "{\"targetData\":{}}",
                "{\"targetData\":[{\"identifier\":1}]}"
            })
    void what_is_no_post_is_refused(String json) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(JsonProcessingException.class);
    }
}

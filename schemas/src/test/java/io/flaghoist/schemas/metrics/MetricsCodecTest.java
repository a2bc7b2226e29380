package io.flaghoist.schemas.metrics;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.LogRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsCodecTest {
    private static final EnvironmentId ENVIRONMENT =
            new EnvironmentId("8d1f2c34-0000-4000-8000-000000000001");
    private static final UsageKey DARK_MODE =
            new UsageKey("dark_mode", "true", "server", "java", "1.8.0");
    private static final List<Usage> USAGES =
            List.of(
                    new Usage(DARK_MODE, "Dark mode", "true", 12, 1795281005511L),
                    new Usage(
                            new UsageKey("banner", "a", "client", "JavaScript", ""),
                            "",
                            "",
                            3_000_000_000L,
                            1795281005000L));
    private static final List<SeenTarget> TARGETS =
            List.of(
                    new SeenTarget(
                            "ann", "Ann", Map.of("plan", "gold", "email", "ann@example.org")),
                    new SeenTarget("bob", "", Map.of()));
    private static final MetricsGroup GROUP =
            new MetricsGroup(
                    "0b0f3a52-6f0f-4d4e-9f5d-0c8a54c1d0aa-17",
                    "edge-1",
                    ENVIRONMENT,
                    1795281005400L,
                    1795281005520L,
                    USAGES,
                    TARGETS);
    private static final MetricsBatch BATCH =
            new MetricsBatch(
                    "8d1f2c34-1795281000000-0",
                    ENVIRONMENT,
                    1795281000000L,
                    1795281060000L,
                    USAGES,
                    TARGETS);
    private static final RejectedBatch REJECTED =
            new RejectedBatch(BATCH, 400, "{\"code\":\"400\",\"message\":\"no\"}", 1795281070000L);
    private static final LastEvaluated LAST =
            new LastEvaluated(
                    ENVIRONMENT,
                    "dark_mode",
                    1795281060000L,
                    Map.of("true", 5_000_000_000L, "false", 7L));

    static Stream<Arguments> goldenRecords() {
        return Stream.of(
                Arguments.of("metrics-group", MetricsCodec.encode(GROUP)),
                Arguments.of("metrics-batch", MetricsCodec.encode(BATCH)),
                Arguments.of("metrics-rejected", MetricsCodec.encode(REJECTED)),
                Arguments.of("last-evaluated", MetricsCodec.encode(LAST)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenRecords")
    void records_are_written_as_in_their_golden_files(String name, LogRecord record)
            throws IOException {
        assertThat(text(requireNonNull(record.value()))).isEqualTo(text(golden(name)));
        assertThat(text(requireNonNull(record.key()))).startsWith(ENVIRONMENT.value());
        assertThat(record.headers()).containsOnlyKeys("environment", "sv");
    }

    @Test
    void records_come_back_as_they_were() {
        assertThat(MetricsCodec.decodeGroup(MetricsCodec.encode(GROUP)))
                .isEqualTo(understood(GROUP));
        assertThat(MetricsCodec.decodeBatch(MetricsCodec.encode(BATCH)))
                .isEqualTo(understood(BATCH));
        assertThat(MetricsCodec.decodeRejected(MetricsCodec.encode(REJECTED)))
                .isEqualTo(understood(REJECTED));
        assertThat(MetricsCodec.decodeLastEvaluated(MetricsCodec.encode(LAST)))
                .isEqualTo(understood(LAST));
    }

    @Test
    void the_post_to_saas_is_written_as_in_its_golden_file() throws IOException {
        assertThat(text(BATCH.toPost().json())).isEqualTo(text(golden("metrics-post")));
        assertThat(MetricsPost.decode(golden("metrics-post")))
                .isEqualTo(understood(BATCH.toPost()));
    }

    @Test
    void a_list_without_elements_is_left_out_of_a_post() {
        var targets = new MetricsBatch("b", ENVIRONMENT, 0, 1, List.of(), TARGETS);
        assertThat(text(targets.toPost().json())).startsWith("{\"targetData\":[");
        var none = new MetricsBatch("b", ENVIRONMENT, 0, 1, List.of(), List.of());
        assertThat(text(none.toPost().json())).isEqualTo("{}");
        assertThat(none.toPost().isEmpty()).isTrue();
        assertThat(BATCH.toPost().isEmpty()).isFalse();
    }

    @Test
    void a_post_is_read_whatever_nulls_and_unknown_fields_an_sdk_sends() {
        var post =
                MetricsPost.decode(
                        bytes(
                                """
                                {"metricsData":[null,{"timestamp":7,"count":2,"metricsType":"FFMETRICS","new":{},
                                 "attributes":[null,{"key":"target","value":null},{"key":"featureName","value":"f"},
                                 {"key":"odd","value":"x"}]}],"targetData":null,"later":[1]}
                                """));
        assertThat(post)
                .isInstanceOfSatisfying(
                        DecodedMetrics.Understood.class,
                        read -> {
                            var entry = ((MetricsPost) read.value()).metricsData().getFirst();
                            assertThat(entry.attribute("featureName")).isEqualTo("f");
                            assertThat(entry.attribute("target")).isNull();
                            assertThat(((MetricsPost) read.value()).targetData()).isEmpty();
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "1", "{", "{\"metricsData\":1}", "{} {}"})
    void what_is_no_post_is_unreadable_and_never_an_exception(String body) {
        assertThat(MetricsPost.decode(bytes(body))).isInstanceOf(DecodedMetrics.Unreadable.class);
    }

    static Stream<Arguments> foreignRecords() {
        LogRecord good = MetricsCodec.encode(GROUP);
        return Stream.of(
                Arguments.of("no key", new LogRecord(null, good.value(), good.headers())),
                Arguments.of("no value", new LogRecord(good.key(), null, good.headers())),
                Arguments.of("no headers", new LogRecord(good.key(), good.value(), Map.of())),
                Arguments.of(
                        "strange key", new LogRecord(bytes("a b"), good.value(), good.headers())),
                Arguments.of("far future", with(good, "sv", "4")),
                Arguments.of("other environment", with(good, "environment", "env-2")),
                Arguments.of("garbage", valued(good, "\u0000")),
                Arguments.of("null", valued(good, "null")),
                Arguments.of("an array", valued(good, "[]")),
                Arguments.of("nothing in it", valued(good, "{}")),
                Arguments.of(
                        "value of another environment",
                        valued(good, "{\"id\":\"x\",\"environment\":\"env-2\"}")),
                Arguments.of(
                        "usage without count",
                        valued(good, text(requireNonNull(good.value())).replace("count", "c"))),
                Arguments.of(
                        "usage without feature",
                        valued(
                                good,
                                text(requireNonNull(good.value())).replace("\"banner\"", "\"\""))),
                Arguments.of(
                        "target without identifier",
                        valued(
                                good,
                                text(requireNonNull(good.value())).replace("\"ann\"", "null"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("foreignRecords")
    void what_is_none_of_these_records_is_unreadable_and_never_an_exception(
            String name, LogRecord record) {
        assertThat(MetricsCodec.decodeGroup(record)).isInstanceOf(DecodedMetrics.Unreadable.class);
        assertThat(MetricsCodec.decodeBatch(record)).isInstanceOf(DecodedMetrics.Unreadable.class);
        assertThat(MetricsCodec.decodeRejected(record))
                .isInstanceOf(DecodedMetrics.Unreadable.class);
        assertThat(MetricsCodec.decodeLastEvaluated(record))
                .isInstanceOf(DecodedMetrics.Unreadable.class);
    }

    @Test
    void unknown_fields_of_later_versions_are_passed_over() {
        LogRecord good = MetricsCodec.encode(GROUP);
        String later = text(requireNonNull(good.value())).replaceAll("\\{\"", "{\"later\":[1],\"");
        assertThat(later).contains("later");
        var group =
                new MetricsGroup(
                        GROUP.id(),
                        "edge-1",
                        ENVIRONMENT,
                        GROUP.from(),
                        GROUP.to(),
                        USAGES,
                        List.of());
        String without = later.replaceAll("\"targets\":.*", "\"targets\":null}");
        assertThat(MetricsCodec.decodeGroup(valued(good, without))).isEqualTo(understood(group));
    }

    @Test
    void usages_add_up_to_the_same_in_either_order() {
        var first = new Usage(DARK_MODE, "old", "1", 2, 10);
        var second = new Usage(DARK_MODE, "new", "", 3, 20);
        assertThat(first.plus(second))
                .isEqualTo(new Usage(DARK_MODE, "new", "1", 5, 20))
                .isEqualTo(second.plus(first));
        var sameTime = new Usage(DARK_MODE, "other", "2", 1, 10);
        assertThat(first.plus(sameTime)).isEqualTo(sameTime.plus(first));
        var huge = new Usage(DARK_MODE, "", "", Long.MAX_VALUE, 0);
        assertThat(huge.plus(first).count()).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> first.plus(USAGES.getLast()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_answer_is_cut_to_2_kib_without_breaking_a_character() {
        String cut = new RejectedBatch(BATCH, 400, "x" + "\u20ac".repeat(3000), 1).answer();
        assertThat(bytes(cut)).hasSize(2047);
        assertThat(cut).isEqualTo("x" + "\u20ac".repeat(682));
        assertThat(new RejectedBatch(BATCH, 400, "\ud83d\ude00".repeat(999), 1).answer())
                .isEqualTo("\ud83d\ude00".repeat(512));
        assertThat(new RejectedBatch(BATCH, 400, "x".repeat(2048), 1).answer()).hasSize(2048);
    }

    @Test
    void nothing_of_a_person_shows_when_records_are_printed() {
        assertThat(GROUP + " " + BATCH + " " + REJECTED + " " + BATCH.toPost())
                .doesNotContainIgnoringCase("ann@")
                .doesNotContain("gold", "bob");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metrics-group",
                "metrics-batch",
                "metrics-rejected",
                "last-evaluated",
                "metrics-post"
            })
    void a_golden_file_obeys_its_json_schema_and_lacks_nothing_that_is_required(String name)
            throws IOException {
        JsonSchema schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(
                                text(resource("/io/flaghoist/schemas/" + name + ".schema.json")));
        var golden = (ObjectNode) Json.read(golden(name));
        assertThat(schema.validate(golden)).isEmpty();
        schema.getSchemaNode()
                .path("required")
                .forEach(field -> {
                    ObjectNode without = golden.deepCopy();
                    without.remove(field.asText());
                    assertThat(schema.validate(without)).as("without %s", field).isNotEmpty();
                });
    }

    private static <T> DecodedMetrics<T> understood(T value) {
        return new DecodedMetrics.Understood<>(value);
    }

    private static LogRecord valued(LogRecord record, String value) {
        return new LogRecord(record.key(), bytes(value), record.headers());
    }

    private static LogRecord with(LogRecord record, String header, String value) {
        var headers = new HashMap<>(record.headers());
        headers.put(header, bytes(value));
        return new LogRecord(record.key(), record.value(), headers);
    }

    private static byte[] golden(String name) throws IOException {
        return resource("/golden/v1/" + name + ".json");
    }

    private static byte[] resource(String path) throws IOException {
        try (InputStream in = MetricsCodecTest.class.getResourceAsStream(path)) {
            return requireNonNull(in, path).readAllBytes();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

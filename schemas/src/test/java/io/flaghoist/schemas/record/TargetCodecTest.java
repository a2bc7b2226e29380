package io.flaghoist.schemas.record;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.TargetRecord.Source;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TargetCodecTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("env-1");
    private static final Map<String, JsonNode> ATTRIBUTES =
            Map.of("email", TextNode.valueOf("ann@example.org"), "age", IntNode.valueOf(33));
    private static final TargetRecord ANN =
            new TargetRecord("ann", "Ann", false, ATTRIBUTES, Source.ADMIN, 99);
    private static final Registration SEEN =
            new Registration(ENVIRONMENT, "ann/of/x", "Ann", ATTRIBUTES, 99);

    @Test
    void a_target_comes_back_from_its_record_as_it_was() {
        assertThat(TargetCodec.decode(ENVIRONMENT, TargetCodec.encode(ENVIRONMENT, ANN)))
                .isEqualTo(new DecodedTarget.Understood(ANN));
    }

    @Test
    void a_removed_target_is_a_tombstone_under_its_identifier() {
        LogRecord record = TargetCodec.encodeRemoved(ENVIRONMENT, "ann");
        assertThat(record.value()).isNull();
        assertThat(TargetCodec.decode(ENVIRONMENT, record))
                .isEqualTo(new DecodedTarget.Removed("ann"));
    }

    @Test
    void a_registration_comes_back_from_its_record_as_it_was_with_its_hash_in_a_header() {
        LogRecord record = RegistrationCodec.encode(SEEN);
        assertThat(RegistrationCodec.decode(record))
                .isEqualTo(new DecodedRegistration.Understood(SEEN));
        assertThat(text(record.key())).isEqualTo("env-1/ann/of/x");
        assertThat(text(record.headers().get("content-hash"))).isEqualTo(SEEN.contentHash());
    }

    @Test
    void the_content_hash_is_the_same_however_fields_are_ordered_and_numbers_spelt()
            throws JsonProcessingException {
        var one = new LinkedHashMap<String, JsonNode>();
        one.put("b", Json.read("{\"y\":[1.50,{\"q\":1,\"p\":2}],\"x\":100.0}"));
        one.put("a", DoubleNode.valueOf(100));
        var other = new LinkedHashMap<String, JsonNode>();
        other.put("a", IntNode.valueOf(100));
        other.put("b", Json.read("{\"x\":1e2,\"y\":[1.5,{\"p\":2,\"q\":1}]}"));
        assertThat(target(one).contentHash()).isEqualTo(target(other).contentHash());
        LogRecord record = TargetCodec.encode(ENVIRONMENT, target(one));
        assertThat(TargetCodec.decode(ENVIRONMENT, record))
                .isInstanceOfSatisfying(
                        DecodedTarget.Understood.class,
                        read ->
                                assertThat(read.target().contentHash())
                                        .isEqualTo(target(other).contentHash()));
        assertThat(text(record.value())).contains("\"a\":100,\"b\":{\"x\":100,\"y\":[1.5,");
    }

    @Test
    void the_content_hash_tells_contents_apart_and_not_when_or_by_whom_they_were_seen() {
        assertThat(new TargetRecord("ann", "Ann", false, ATTRIBUTES, Source.AUTH, 7).contentHash())
                .isEqualTo(ANN.contentHash())
                .isEqualTo(
                        new Registration(ENVIRONMENT, "ann", "Ann", ATTRIBUTES, 1).contentHash());
        assertThat(
                        new TargetRecord("ann", "Anna", false, ATTRIBUTES, Source.ADMIN, 99)
                                .contentHash())
                .isNotEqualTo(ANN.contentHash());
        assertThat(target(Map.of()).contentHash())
                .isNotEqualTo(target(Map.of("a", IntNode.valueOf(1))).contentHash());
    }

    @Test
    void a_number_with_a_huge_exponent_is_not_spelt_out() throws JsonProcessingException {
        TargetRecord huge = target(Map.of("n", Json.read("1e99999")));
        LogRecord record = TargetCodec.encode(ENVIRONMENT, huge);
        assertThat(requireNonNull(record.value())).hasSizeLessThan(200);
        assertThat(TargetCodec.decode(ENVIRONMENT, record))
                .isEqualTo(new DecodedTarget.Understood(huge));
    }

    @Test
    void nothing_of_a_person_shows_when_records_are_printed() {
        assertThat(ANN + " " + SEEN + " " + new DecodedTarget.Removed("ann"))
                .doesNotContainIgnoringCase("ann");
        assertThat(
                        new DecodedTarget.Understood(ANN)
                                + " "
                                + new DecodedRegistration.Understood(SEEN))
                .doesNotContainIgnoringCase("ann");
    }

    @Test
    void an_identifier_has_1_to_512_characters() {
        assertThatThrownBy(() -> new Registration(ENVIRONMENT, "", "", Map.of(), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Registration(ENVIRONMENT, "x".repeat(513), "", Map.of(), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static Stream<Arguments> foreignTargets() {
        LogRecord good = TargetCodec.encode(ENVIRONMENT, ANN);
        return Stream.of(
                Arguments.of("no key", new LogRecord(null, good.value(), good.headers())),
                Arguments.of("empty key", new LogRecord(new byte[0], good.value(), good.headers())),
                Arguments.of(
                        "long key",
                        new LogRecord(bytes("x".repeat(513)), good.value(), good.headers())),
                Arguments.of(
                        "another key", new LogRecord(bytes("bob"), good.value(), good.headers())),
                Arguments.of("no headers", new LogRecord(good.key(), good.value(), Map.of())),
                Arguments.of("far future", with(good, "sv", "4")),
                Arguments.of("other environment", with(good, "environment", "env-2")),
                Arguments.of("garbage", valued(good, "\u0000")),
                Arguments.of("an array", valued(good, "[]")),
                Arguments.of(
                        "attributes no object",
                        valued(
                                good,
                                "{\"identifier\":\"ann\",\"source\":\"auth\",\"attributes\":[]}")),
                Arguments.of(
                        "source unknown",
                        valued(good, "{\"identifier\":\"ann\",\"source\":\"moon\"}")),
                Arguments.of("source absent", valued(good, "{\"identifier\":\"ann\"}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("foreignTargets")
    void what_is_no_target_is_unreadable_and_never_an_exception(String name, LogRecord record) {
        assertThat(TargetCodec.decode(ENVIRONMENT, record))
                .isInstanceOf(DecodedTarget.Unreadable.class);
    }

    static Stream<Arguments> foreignRegistrations() {
        LogRecord good = RegistrationCodec.encode(SEEN);
        return Stream.of(
                Arguments.of("no key", new LogRecord(null, good.value(), good.headers())),
                Arguments.of(
                        "no slash", new LogRecord(bytes("env-1"), good.value(), good.headers())),
                Arguments.of(
                        "no target", new LogRecord(bytes("env-1/"), good.value(), good.headers())),
                Arguments.of(
                        "no environment",
                        new LogRecord(bytes("/ann"), good.value(), good.headers())),
                Arguments.of(
                        "another target",
                        new LogRecord(bytes("env-1/bob"), good.value(), good.headers())),
                Arguments.of(
                        "another environment",
                        new LogRecord(bytes("env-2/ann/of/x"), good.value(), good.headers())),
                Arguments.of("a tombstone", new LogRecord(good.key(), null, good.headers())),
                Arguments.of("far future", with(good, "sv", "4")),
                Arguments.of("garbage", valued(good, "{")),
                Arguments.of("an array", valued(good, "[]")),
                Arguments.of(
                        "attributes no object",
                        valued(
                                good,
                                "{\"environment\":\"env-1\",\"identifier\":\"ann/of/x\",\"attributes\":1}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("foreignRegistrations")
    void what_is_no_registration_is_unreadable_and_never_an_exception(
            String name, LogRecord record) {
        assertThat(RegistrationCodec.decode(record))
                .isInstanceOf(DecodedRegistration.Unreadable.class);
    }

    private static TargetRecord target(Map<String, JsonNode> attributes) {
        return new TargetRecord("ann", "Ann", false, attributes, Source.AUTH, 99);
    }

    private static LogRecord valued(LogRecord record, String value) {
        return new LogRecord(record.key(), bytes(value), record.headers());
    }

    private static LogRecord with(LogRecord record, String header, String value) {
        var headers = new HashMap<>(record.headers());
        headers.put(header, bytes(value));
        return new LogRecord(record.key(), record.value(), headers);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}

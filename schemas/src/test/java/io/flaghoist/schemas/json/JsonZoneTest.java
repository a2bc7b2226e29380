package io.flaghoist.schemas.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.wire.AuthRequest;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What anybody's JSON can do to the reading of what comes next: nothing. */
class JsonZoneTest {
    private static final String INNOCENT = "{\"identifier\":\"ann\",\"f\":1.50,\"grüß\":\"ü\"}";
    private static final int HOSTILE_NAMES = 6_000;

    static final List<JsonZone> ZONES =
            List.of(JsonZone.LOG, JsonZone.UPSTREAM, JsonZone.UNTRUSTED);

    /**
     * All of one hash code: "Aa" and "BB" have the same. In this order they fill Jackson's table.
     */
    private static String colliding(int number) {
        return IntStream.range(0, 16)
                .mapToObj(bit -> (number >> (15 - bit) & 1) == 0 ? "Aa" : "BB")
                .collect(Collectors.joining());
    }

    private static byte[] object(Stream<String> names) {
        return names.map(name -> "\"" + name + "\":1")
                .collect(Collectors.joining(",", "{", "}"))
                .getBytes(UTF_8);
    }

    private static byte[] colliding() {
        return object(IntStream.range(0, HOSTILE_NAMES).mapToObj(JsonZoneTest::colliding));
    }

    private static void read(JsonZone zone, byte[] json) throws Exception {
        var _ = zone.read(json);
        var _ = zone.read(new String(json, UTF_8));
        try (var parser = zone.parser(json, 0, json.length)) {
            while (parser.nextToken() != null) {
                var _ = parser.currentName();
            }
        }
        try (var parser = zone.parser(new ByteArrayInputStream(json))) {
            while (parser.nextToken() != null) {
                var _ = parser.currentName();
            }
        }
    }

    @ParameterizedTest
    @FieldSource("ZONES")
    void names_that_collide_and_names_without_end_leave_no_trace(JsonZone zone) throws Exception {
        byte[] colliding = colliding();
        read(zone, colliding);
        for (int body = 0; body < 50; body++) {
            int from = body * 1_000;
            read(zone, object(IntStream.range(from, from + 20_000).mapToObj(i -> "k" + i)));
            read(
                    zone,
                    object(
                            IntStream.range(from, from + HOSTILE_NAMES)
                                    .mapToObj(JsonZoneTest::colliding)));
        }
        for (int body = 0; body < 3_000; body++) {
            int salt = body;
            byte[] some =
                    object(IntStream.range(0, 40).mapToObj(i -> colliding(i * 97 + salt) + salt));
            var _ = zone.read(some);
        }

        for (JsonZone each : ZONES) {
            JsonNode read = each.read(INNOCENT.getBytes(UTF_8));
            assertThat(read.path("identifier").textValue()).isEqualTo("ann");
            read(each, colliding);
        }
        assertThat(Json.read(INNOCENT)).isEqualTo(Json.read(INNOCENT.getBytes(UTF_8)));
    }

    @Test
    void a_mark_of_byte_order_is_passed_over_and_a_replacement_is_a_character() throws Exception {
        String text = "\uFEFF{\"a\":\"\uFFFD\uD83D\uDE00\"}";
        byte[] bytes = text.getBytes(UTF_8);

        assertThat(JsonZone.UNTRUSTED.read(bytes).path("a").textValue())
                .isEqualTo("\uFFFD\uD83D\uDE00");
        try (var parser = JsonZone.UNTRUSTED.parser(new ByteArrayInputStream(bytes))) {
            assertThat(parser.nextToken().isStructStart()).isTrue();
        }
    }

    static Stream<Arguments> whatCannotBeRead() {
        String name = "n".repeat(513);
        return Stream.of(
                        Map.entry(JsonFlaw.TOO_DEEP, bytes("[".repeat(70))),
                        Map.entry(JsonFlaw.LONG_NAME, bytes("{\"" + name + "\":1}")),
                        Map.entry(JsonFlaw.LONG_NUMBER, bytes("[" + "1".repeat(65) + "]")),
                        Map.entry(JsonFlaw.LONG_TEXT, bytes("[\"" + "x".repeat(1 << 20) + "x\"]")),
                        Map.entry(JsonFlaw.DUPLICATE_NAME, bytes("{\"a\":1,\"a\":2}")),
                        Map.entry(JsonFlaw.NOT_JSON, bytes("{")),
                        Map.entry(JsonFlaw.OTHER_FORM, bytes("{} {}")),
                        Map.entry(JsonFlaw.NOT_UTF8, "{}".getBytes(UTF_16)),
                        Map.entry(JsonFlaw.NOT_UTF8, "{\"a\":\"ä\"}".getBytes(ISO_8859_1)),
                        Map.entry(
                                JsonFlaw.NOT_UTF8,
                                ("[\"" + " ".repeat(1 << 16) + "ä\"]").getBytes(ISO_8859_1)))
                .map(one -> Arguments.of(one.getKey(), one.getValue()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @ParameterizedTest
    @MethodSource("whatCannotBeRead")
    void why_it_is_not_read_is_told(JsonFlaw flaw, byte[] json) {
        assertThatThrownBy(() -> JsonZone.UNTRUSTED.read(json))
                .isInstanceOfSatisfying(
                        JsonProcessingException.class,
                        failure -> assertThat(JsonFlaw.of(failure)).isEqualTo(flaw));
        assertThatThrownBy(() -> JsonZone.UNTRUSTED.read(json, JsonNode.class))
                .isInstanceOfSatisfying(
                        JsonProcessingException.class,
                        failure -> assertThat(JsonFlaw.of(failure)).isEqualTo(flaw));
    }

    @Test
    void json_of_another_form_is_told_from_what_is_none() {
        assertThatThrownBy(() -> JsonZone.UNTRUSTED.read(bytes("[1]"), AuthRequest.class))
                .isInstanceOfSatisfying(
                        JsonProcessingException.class,
                        failure -> assertThat(JsonFlaw.of(failure)).isEqualTo(JsonFlaw.OTHER_FORM));
        String deep = "{\"target\":{\"attributes\":{\"a\":" + "[".repeat(70) + "}}}";
        assertThatThrownBy(() -> JsonZone.UNTRUSTED.read(bytes(deep), AuthRequest.class))
                .isInstanceOfSatisfying(
                        JsonProcessingException.class,
                        failure -> assertThat(JsonFlaw.of(failure)).isEqualTo(JsonFlaw.TOO_DEEP));
    }

    @Test
    void what_is_as_large_as_it_may_be_is_read() throws Exception {
        assertThat(JsonZone.UNTRUSTED.read("[".repeat(64) + "]".repeat(64))).hasSize(1);
        assertThat(JsonZone.UNTRUSTED.read("{\"" + "n".repeat(512) + "\":1}")).hasSize(1);
        assertThat(JsonZone.UNTRUSTED.read("[" + "1".repeat(64) + "]")).hasSize(1);
        assertThat(JsonZone.UNTRUSTED.read("[\"" + "x".repeat(1 << 20) + "\"]")).hasSize(1);
    }
}

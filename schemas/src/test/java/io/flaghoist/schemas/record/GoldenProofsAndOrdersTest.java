package io.flaghoist.schemas.record;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Heartbeats and orders as they are written today, in files under {@code golden/v2}. */
class GoldenProofsAndOrdersTest {
    private static final EnvironmentId ENVIRONMENT =
            new EnvironmentId("8d1f2c34-0000-4000-8000-000000000001");

    @Test
    void a_heartbeat_reads_from_its_golden_file_and_is_written_as_it_stands_there()
            throws IOException {
        Heartbeat heartbeat = heartbeat("heartbeat");
        assertThat(heartbeat.position()).isEqualTo(new Position(3, 42));
        assertThat(heartbeat.sequence()).isEqualTo(17);
        assertThat(heartbeat.proof())
                .contains(
                        new Heartbeat.Proof(
                                Instant.parse("2026-11-21T10:15:29Z"), Duration.ofMillis(1500)));
        assertThat(heartbeat.keysReadAge()).contains(Duration.ofSeconds(9));
        assertThat(heartbeat.upstream()).isEqualTo(Heartbeat.Upstream.STREAMING);
        assertThat(heartbeat.exceptions())
                .containsExactly(
                        new HeartbeatException(
                                new DocumentKey.OfFlag("odd"),
                                HeartbeatException.Kind.REFUSED,
                                "flag.kind: is none of [boolean]"));
        assertThat(heartbeat.names().orElseThrow().projectIdentifier()).isEqualTo("checkout");
        assertThat(HeartbeatCodec.encode(heartbeat).value()).isEqualTo(golden("heartbeat"));
    }

    @Test
    void a_heartbeat_names_the_removals_that_wait() throws IOException {
        Heartbeat heartbeat = heartbeat("heartbeat-held");

        assertThat(heartbeat.removal()).contains(new Heartbeat.HeldRemoval("0123456789abcdef", 40));
        assertThat(HeartbeatCodec.encode(heartbeat).value()).isEqualTo(golden("heartbeat-held"));
        assertThat(schema("heartbeat").validate(Json.read(golden("heartbeat-held")))).isEmpty();
        assertThat(heartbeat("heartbeat").removal()).isEmpty();
    }

    @Test
    void an_environment_that_nobody_claims_has_a_heartbeat_that_proves_nothing()
            throws IOException {
        Heartbeat heartbeat = heartbeat("heartbeat-unproven");
        assertThat(heartbeat.proof()).isEmpty();
        assertThat(heartbeat.keysReadAge()).isEmpty();
        assertThat(heartbeat.names()).isEmpty();
        assertThat(HeartbeatCodec.encode(heartbeat).value())
                .isEqualTo(golden("heartbeat-unproven"));
    }

    @ParameterizedTest
    @CsvSource({
        "order-confirm, confirm/0123456789abcdef",
        "order-retire, retire",
        "order-pin, pin/dark_mode",
        "order-adopt, adopt",
        "order-change, change/5f0c2a9e",
    })
    void an_order_reads_from_its_golden_file_and_is_written_as_it_stands_there(
            String file, String what) throws IOException {
        DecodedOrder decoded = OrderCodec.decode(order(what, golden(file), "2"));
        assertThat(decoded).isInstanceOf(DecodedOrder.Understood.class);
        Order order = ((DecodedOrder.Understood) decoded).order();
        LogRecord written = OrderCodec.encode(order);
        assertThat(written.value()).isEqualTo(golden(file));
        assertThat(new String(requireNonNull(written.key()), StandardCharsets.UTF_8))
                .isEqualTo(ENVIRONMENT + "/" + what);
    }

    @Test
    void a_tombstone_takes_an_order_back() {
        var key = OrderKey.retire(ENVIRONMENT);
        assertThat(OrderCodec.decode(OrderCodec.encodeRemoved(key)))
                .isEqualTo(new DecodedOrder.Removed(key));
    }

    @Test
    void an_order_under_the_key_of_another_is_unreadable() throws IOException {
        assertThat(
                        OrderCodec.decode(
                                order("confirm/ffffffffffffffff", golden("order-confirm"), "2")))
                .isInstanceOf(DecodedOrder.Unreadable.class);
        assertThat(OrderCodec.decode(order("explode", golden("order-retire"), "2")))
                .isInstanceOf(DecodedOrder.Unreadable.class);
        assertThat(OrderCodec.decode(order("retire", golden("order-pin"), "9")))
                .isInstanceOf(DecodedOrder.Unreadable.class);
    }

    @Test
    void the_pin_of_a_whole_environment_is_keyed_by_a_star() {
        var signed = new Order.Signed(ENVIRONMENT, "x", "ann", Instant.EPOCH, "");
        var pin = new Order.Pin(signed, Optional.empty(), 40);
        assertThat(pin.key().text()).isEqualTo(ENVIRONMENT + "/pin/*");
        assertThat(OrderCodec.decode(OrderCodec.encode(pin)))
                .isEqualTo(new DecodedOrder.Understood(pin));
    }

    @Test
    void a_hold_is_named_by_its_keys_whatever_their_order() {
        var a = new DocumentKey.OfFlag("a");
        var b = new DocumentKey.OfFlag("b");
        assertThat(Hold.idOf(List.of(a, b)))
                .isEqualTo(Hold.idOf(List.of(b, a)))
                .isNotEqualTo(Hold.idOf(List.of(a)))
                .matches("[0-9a-f]{16}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "heartbeat",
                "order-confirm",
                "order-retire",
                "order-pin",
                "order-adopt",
                "order-change"
            })
    void a_golden_file_obeys_its_json_schema_and_the_schema_refuses_less(String name)
            throws IOException {
        JsonSchema schema = schema(name);
        var golden = (ObjectNode) Json.read(golden(name));
        assertThat(schema.validate(golden)).isEmpty();
        var required = new ArrayList<String>();
        schema.getSchemaNode().path("required").forEach(field -> required.add(field.asText()));
        assertThat(required).isNotEmpty();
        for (String field : required) {
            ObjectNode without = golden.deepCopy();
            without.remove(field);
            assertThat(schema.validate(without)).as("without %s", field).isNotEmpty();
        }
        assertThat(schema("heartbeat").validate(Json.read(golden("heartbeat-unproven")))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "nonsense",
                "{\"environment\":\"8d1f2c34-0000-4000-8000-000000000001\",\"sequence\":0}"
            })
    void what_is_no_heartbeat_proves_nothing(String value) {
        var record =
                new LogRecord(
                        ENVIRONMENT.value().getBytes(StandardCharsets.UTF_8),
                        value.getBytes(StandardCharsets.UTF_8),
                        Headers.of(ENVIRONMENT));
        assertThat(HeartbeatCodec.decode(record)).isInstanceOf(DecodedHeartbeat.Unreadable.class);
    }

    @Test
    void only_a_greater_epoch_and_sequence_says_anything_new() throws IOException {
        Heartbeat first = heartbeat("heartbeat");
        Heartbeat unproven = heartbeat("heartbeat-unproven");
        assertThat(first.isAfter(first)).isFalse();
        assertThat(first.isAfter(unproven)).as("sequence 17 after 1, same epoch").isTrue();
        assertThat(unproven.isAfter(first)).isFalse();
    }

    private static Heartbeat heartbeat(String file) throws IOException {
        var record =
                new LogRecord(
                        ENVIRONMENT.value().getBytes(StandardCharsets.UTF_8),
                        golden(file),
                        Headers.of(ENVIRONMENT));
        DecodedHeartbeat decoded = HeartbeatCodec.decode(record);
        assertThat(decoded).isInstanceOf(DecodedHeartbeat.Understood.class);
        return ((DecodedHeartbeat.Understood) decoded).heartbeat();
    }

    private static LogRecord order(String what, byte[] value, String schemaVersion) {
        return new LogRecord(
                (ENVIRONMENT + "/" + what).getBytes(StandardCharsets.UTF_8),
                value,
                Map.of(
                        Headers.ENVIRONMENT, Headers.bytes(ENVIRONMENT.value()),
                        Headers.SCHEMA_VERSION, Headers.bytes(schemaVersion)));
    }

    private static byte[] golden(String name) throws IOException {
        return resource("/golden/v2/" + name + ".json");
    }

    private static JsonSchema schema(String name) throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        new String(
                                resource("/io/flaghoist/schemas/" + name + ".schema.json"),
                                StandardCharsets.UTF_8));
    }

    private static byte[] resource(String path) throws IOException {
        try (InputStream in = GoldenProofsAndOrdersTest.class.getResourceAsStream(path)) {
            return requireNonNull(in, path).readAllBytes();
        }
    }
}

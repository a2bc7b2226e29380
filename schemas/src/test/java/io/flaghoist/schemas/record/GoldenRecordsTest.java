package io.flaghoist.schemas.record;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Documents;
import io.flaghoist.schemas.document.EnvironmentDocument;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.document.KeyType;
import io.flaghoist.schemas.document.UnreadableDocumentException;
import io.flaghoist.schemas.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The records as they are written today, in files under {@code golden/v1}. A file never changes:
 * whatever is in it lies on somebody's topics. A new form of a record is a new version beside the
 * old.
 */
class GoldenRecordsTest {
    private static final EnvironmentId ENVIRONMENT =
            new EnvironmentId("8d1f2c34-0000-4000-8000-000000000001");
    private static final HashedApiKey KEY = HashedApiKey.of("apikey1");

    @ParameterizedTest
    @CsvSource({
        "flag, flag/new_cart",
        "segment, segment/beta",
        "api-key, api-key/d4f79b313f8106f5af108ad96ff516222dbfd5a0ab52f4308e4b1ad1d740de60",
        "environment, environment",
    })
    void a_document_reads_from_its_golden_file_and_is_written_as_it_stands_there(
            String file, String key) throws IOException, UnreadableDocumentException {
        byte[] golden = golden(file);
        Document document = Documents.read(DocumentKey.parse(key).orElseThrow(), golden);
        assertThat(document.key().text()).isEqualTo(key);
        assertThat(document.body().toString())
                .isEqualTo(new String(golden, StandardCharsets.UTF_8));
    }

    @Test
    void the_documents_of_our_own_making_are_written_as_in_their_golden_files() throws IOException {
        assertThat(ApiKeyDocument.of(KEY, KeyType.SERVER, "backend", "Backend").body().utf8())
                .isEqualTo(golden("api-key"));
        var names =
                new EnvironmentNames(
                        ENVIRONMENT,
                        "prod",
                        "p-uuid",
                        "checkout",
                        "o-uuid",
                        "default",
                        "acme",
                        "2");
        assertThat(EnvironmentDocument.of(names).body().utf8()).isEqualTo(golden("environment"));
    }

    @Test
    void a_history_record_reads_from_its_golden_file_and_is_written_as_it_stands_there()
            throws IOException, UnreadableHistoryException {
        HistoryRecord entry = HistoryCodec.decode(golden("history-record"));
        assertThat(entry.position()).isEqualTo(new Position(3, 42));
        assertThat(entry.kind()).isEqualTo(ChangeKind.REPLACED);
        assertThat(entry.cause()).isEqualTo(Cause.STREAM);
        assertThat(entry.observedAt()).isEqualTo(Instant.parse("2026-11-21T10:15:30.123Z"));
        assertThat(HistoryCodec.encode(entry).value()).isEqualTo(golden("history-record"));
    }

    @Test
    void an_ingest_status_reads_from_its_golden_file_and_is_written_as_it_stands_there()
            throws IOException {
        IngestStatus status = IngestStatus.decode(golden("ingest-status"));
        assertThat(status)
                .isEqualTo(
                        new IngestStatus(
                                "ingest-1",
                                "2026-11-21T10:15:30Z",
                                1,
                                List.of(
                                        new IngestStatus.OfEnvironment(
                                                ENVIRONMENT.value(),
                                                3,
                                                42,
                                                7,
                                                "0123456789abcdef0123456789abcdef",
                                                IngestStatus.Upstream.STREAMING,
                                                1795281005511L,
                                                1795281005000L,
                                                List.of(
                                                        new IngestStatus.RefusedDocument(
                                                                "flag",
                                                                "odd",
                                                                "flag.kind: is none of [boolean]")),
                                                ""))));
        assertThat(status.encode().value()).isEqualTo(golden("ingest-status"));
        assertThat(IngestStatus.isKey(requireNonNull(status.encode().key()))).isTrue();
    }

    @Test
    void
            an_ingest_status_that_tells_the_end_of_the_history_reads_and_is_written_as_it_stands_there()
                    throws IOException {
        IngestStatus status = IngestStatus.decode(golden("ingest-status-with-history-hash"));
        assertThat(status.environments())
                .singleElement()
                .extracting(IngestStatus.OfEnvironment::historyHash)
                .isEqualTo("4".repeat(64));
        assertThat(status.encode().value()).isEqualTo(golden("ingest-status-with-history-hash"));
        assertThat(
                        schema("ingest-status")
                                .validate(Json.read(golden("ingest-status-with-history-hash"))))
                .isEmpty();
    }

    @Test
    void
            a_target_and_a_registration_read_from_their_golden_files_and_are_written_as_they_stand_there()
                    throws IOException {
        DecodedTarget target = TargetCodec.decode(ENVIRONMENT, record("ann", golden("target")));
        assertThat(target).isInstanceOf(DecodedTarget.Understood.class);
        var understood = ((DecodedTarget.Understood) target).target();
        assertThat(understood.attributes()).containsOnlyKeys("age", "email", "plans");
        assertThat(understood.source()).isEqualTo(TargetRecord.Source.AUTH);
        assertThat(TargetCodec.encode(ENVIRONMENT, understood).value()).isEqualTo(golden("target"));
        DecodedRegistration registration =
                RegistrationCodec.decode(record(ENVIRONMENT + "/ann", golden("registration")));
        assertThat(registration).isInstanceOf(DecodedRegistration.Understood.class);
        var seen = ((DecodedRegistration.Understood) registration).registration();
        assertThat(seen.observedAt()).isEqualTo(1795281005511L);
        assertThat(RegistrationCodec.encode(seen).value()).isEqualTo(golden("registration"));
        assertThat(understood.contentHash())
                .isEqualTo(seen.contentHash())
                .isEqualTo("2815a605bba1c719c7c5171b3703a18689ca680115dedfb46e6dffa93fb32b29");
    }

    private static LogRecord record(String key, byte[] value) {
        return new LogRecord(
                key.getBytes(StandardCharsets.UTF_8),
                value,
                java.util.Map.of(
                        "environment", ENVIRONMENT.value().getBytes(StandardCharsets.UTF_8),
                        "sv", "1".getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
        "flag",
        "segment",
        "api-key",
        "environment",
        "history-record",
        "ingest-status",
        "target",
        "registration"
    })
    void a_golden_file_obeys_its_json_schema_and_the_schema_refuses_less(String name)
            throws IOException {
        JsonSchema schema = schema(name);
        var golden = (ObjectNode) Json.read(golden(name));
        assertThat(schema.validate(golden)).isEmpty();
        List<String> fields = new java.util.ArrayList<>();
        golden.fieldNames().forEachRemaining(fields::add);
        fields.removeAll(List.of("before", "after", "description"));
        for (String field : fields) {
            ObjectNode without = golden.deepCopy();
            without.remove(field);
            if (schema.getSchemaNode().path("required").toString().contains('"' + field + '"')) {
                assertThat(schema.validate(without)).as("without %s", field).isNotEmpty();
            }
        }
    }

    @Test
    void a_change_of_a_key_that_does_not_fit_its_value_is_unreadable() throws IOException {
        assertThat(unreadable("flag/other", golden("flag"))).contains("another identifier");
        assertThat(unreadable("api-key/" + "0".repeat(64), golden("api-key")))
                .contains("another API key");
        assertThat(unreadable("flag/new_cart", "nonsense".getBytes(StandardCharsets.UTF_8)))
                .contains("not JSON");
    }

    private static String unreadable(String key, byte[] value) {
        try {
            Document read = Documents.read(DocumentKey.parse(key).orElseThrow(), value);
            throw new AssertionError("read " + read.key());
        } catch (UnreadableDocumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void a_history_record_of_a_first_change_has_nothing_before_it() {
        var entry =
                new HistoryRecord(
                        ENVIRONMENT,
                        new Position(1, 1),
                        new DocumentKey.OfEnvironment(),
                        0,
                        Cause.START,
                        Instant.EPOCH,
                        Optional.empty(),
                        Optional.of(
                                HistoryRecord.Content.of(
                                        EnvironmentDocument.of(
                                                EnvironmentNames.unknown(ENVIRONMENT)),
                                        10)),
                        HistoryRecord.GENESIS);
        assertThat(entry.kind()).isEqualTo(ChangeKind.CREATED);
        assertThat(
                        new String(
                                requireNonNull(HistoryCodec.encode(entry).value()),
                                StandardCharsets.UTF_8))
                .doesNotContain("before")
                .doesNotContain("\"document\"")
                .contains("\"previousHash\":\"" + "0".repeat(64));
    }

    private static byte[] golden(String name) throws IOException {
        return resource("/golden/v1/" + name + ".json");
    }

    private static JsonSchema schema(String name) throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        new String(
                                resource("/io/flaghoist/schemas/" + name + ".schema.json"),
                                StandardCharsets.UTF_8));
    }

    private static byte[] resource(String path) throws IOException {
        try (InputStream in = GoldenRecordsTest.class.getResourceAsStream(path)) {
            return requireNonNull(in, path).readAllBytes();
        }
    }
}

package io.flaghoist.schemas.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.KeyType;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.LiveDigest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigCodecTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("env-1");
    private static final Change SAVED =
            new Change.Saved(
                    new Position(2, 7),
                    99,
                    ApiKeyDocument.of(HashedApiKey.of("raw"), KeyType.CLIENT, "web", "Web"));
    private static final Change REMOVED =
            new Change.Removed(new Position(2, 8), 99, new DocumentKey.OfFlag("dark_mode"));

    @Test
    void a_saved_document_comes_back_from_its_record_as_it_was() {
        LogRecord record = ConfigCodec.encode(ENVIRONMENT, ChangeKind.CREATED, SAVED);
        assertThat(ConfigCodec.decode(ENVIRONMENT, record, 99))
                .isEqualTo(new Decoded.Understood(SAVED));
    }

    @Test
    void a_removal_is_a_tombstone_and_comes_back_as_a_removal() {
        LogRecord record = ConfigCodec.encode(ENVIRONMENT, ChangeKind.REMOVED, REMOVED);
        assertThat(record.value()).isNull();
        assertThat(text(record.key())).isEqualTo("flag/dark_mode");
        assertThat(ConfigCodec.decode(ENVIRONMENT, record, 99))
                .isEqualTo(new Decoded.Understood(REMOVED));
    }

    @Test
    void a_record_says_to_which_documents_it_leads_if_its_writer_does() {
        LiveDigest after = LiveDigest.EMPTY.with("flag/dark_mode", "0123");
        LogRecord record = ConfigCodec.encode(ENVIRONMENT, ChangeKind.CREATED, SAVED, after);
        assertThat(text(record.headers().get("digest"))).isEqualTo(after.text());
        assertThat(ConfigCodec.leadsTo(after, record)).isTrue();
        assertThat(ConfigCodec.leadsTo(LiveDigest.EMPTY, record)).isFalse();
        assertThat(ConfigCodec.decode(ENVIRONMENT, record, 99))
                .isEqualTo(new Decoded.Understood(SAVED));
        LogRecord silent = ConfigCodec.encode(ENVIRONMENT, ChangeKind.CREATED, SAVED);
        assertThat(ConfigCodec.leadsTo(after, silent)).isFalse();
    }

    @Test
    void headers_are_text_that_any_kafka_tool_shows() {
        LogRecord record = ConfigCodec.encode(ENVIRONMENT, ChangeKind.REPLACED, SAVED);
        var shown = new HashMap<String, String>();
        record.headers().forEach((name, value) -> shown.put(name, text(value)));
        assertThat(shown)
                .containsEntry("revision", "7")
                .containsEntry("epoch", "2")
                .containsEntry("kind", "replaced")
                .containsEntry("environment", "env-1")
                .containsEntry("sv", "2")
                .hasEntrySatisfying("sha256", hash -> assertThat(hash).hasSize(64));
    }

    static Stream<Arguments> foreignRecords() {
        LogRecord good = ConfigCodec.encode(ENVIRONMENT, ChangeKind.CREATED, SAVED);
        return Stream.of(
                Arguments.of("no key", new LogRecord(null, good.value(), good.headers())),
                Arguments.of(
                        "strange key",
                        new LogRecord(bytes("table/x"), good.value(), good.headers())),
                Arguments.of(
                        "bad hash",
                        new LogRecord(bytes("api-key/zz"), good.value(), good.headers())),
                Arguments.of("no headers", new LogRecord(good.key(), good.value(), Map.of())),
                Arguments.of("revision not a number", with(good, "revision", "seven")),
                Arguments.of("revision huge", with(good, "revision", "9".repeat(30))),
                Arguments.of("epoch zero", with(good, "epoch", "0")),
                Arguments.of("schema version of the far future", with(good, "sv", "4")),
                Arguments.of("schema version absent", with(good, "sv", null)),
                Arguments.of("other environment", with(good, "environment", "env-2")),
                Arguments.of("hash of other content", with(good, "sha256", "0".repeat(64))),
                Arguments.of(
                        "garbage",
                        new LogRecord(good.key(), bytes("\u0000\u0001"), good.headers())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("foreignRecords")
    void what_is_not_ours_is_unreadable_and_never_an_exception(String name, LogRecord record) {
        assertThat(ConfigCodec.decode(ENVIRONMENT, record, 0))
                .isInstanceOf(Decoded.Unreadable.class);
    }

    @Test
    void records_of_the_next_schema_version_are_read() {
        LogRecord next =
                with(ConfigCodec.encode(ENVIRONMENT, ChangeKind.CREATED, SAVED), "sv", "3");
        assertThat(ConfigCodec.decode(ENVIRONMENT, next, 99))
                .isInstanceOf(Decoded.Understood.class);
    }

    private static LogRecord with(LogRecord record, String header, @Nullable String value) {
        var headers = new HashMap<>(record.headers());
        headers.remove(header);
        if (value != null) {
            headers.put(header, bytes(value));
        }
        return new LogRecord(record.key(), record.value(), headers);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}

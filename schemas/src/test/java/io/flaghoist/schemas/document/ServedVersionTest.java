package io.flaghoist.schemas.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.ChangeKind;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Decoded;
import io.flaghoist.schemas.record.LogRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ServedVersionTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("e1");

    @Test
    void a_document_is_served_under_upstreams_version_while_that_grows() throws Exception {
        assertThat(ServedVersion.of(flag(7), OptionalLong.empty()).version()).isEqualTo(7);
        assertThat(ServedVersion.of(flag(7), OptionalLong.of(6)).version()).isEqualTo(7);
        assertThat(ServedVersion.of(flag(0), OptionalLong.empty()).version()).isZero();
    }

    @Test
    void a_document_whose_version_does_not_grow_is_served_under_a_greater_one() throws Exception {
        Document upstream = flag(1);
        Document served = ServedVersion.of(upstream, OptionalLong.of(41));
        assertThat(served.version()).isEqualTo(42);
        assertThat(served.body().tree().path("version").asLong()).isEqualTo(42);
        assertThat(served.upstreamVersion()).isEqualTo(1);
        assertThat(served.upstreamSha256()).isEqualTo(upstream.sha256());
        assertThat(ServedVersion.of(flag(0), OptionalLong.of(0)).version()).isEqualTo(1);
    }

    @Test
    void upstreams_version_stands_beside_the_served_one_in_the_log() throws Exception {
        Document served = ServedVersion.of(flag(1), OptionalLong.of(41));
        var saved = new Change.Saved(new Position(1, 9), 0, served);
        LogRecord record = ConfigCodec.encode(ENVIRONMENT, ChangeKind.CREATED, saved);
        assertThat(ConfigCodec.decode(ENVIRONMENT, record, 0))
                .isEqualTo(new Decoded.Understood(saved));
    }

    @Test
    void a_record_of_before_there_was_a_served_version_has_upstreams() throws Exception {
        var saved = new Change.Saved(new Position(1, 9), 0, flag(7));
        LogRecord record = ConfigCodec.encode(ENVIRONMENT, ChangeKind.CREATED, saved);
        assertThat(record.headers()).doesNotContainKey("upstream-version");
        var old = new HashMap<>(record.headers());
        old.put("sv", "1".getBytes(StandardCharsets.UTF_8));
        assertThat(
                        ConfigCodec.decode(
                                ENVIRONMENT, new LogRecord(record.key(), record.value(), old), 0))
                .isEqualTo(new Decoded.Understood(saved));
    }

    @Test
    void a_tombstone_says_under_which_version_the_document_was_served() {
        var removed = new Change.Removed(new Position(1, 9), 0, new DocumentKey.OfFlag("a"), 41);
        LogRecord record = ConfigCodec.encode(ENVIRONMENT, ChangeKind.REMOVED, removed);
        assertThat(ConfigCodec.decode(ENVIRONMENT, record, 0))
                .isEqualTo(new Decoded.Understood(removed));
    }

    private static Document flag(long version) throws UnreadableDocumentException {
        var tree = Json.object();
        tree.put("feature", "a");
        tree.put("state", "on");
        tree.put("kind", "boolean");
        tree.put("offVariation", "false");
        tree.put("version", version);
        var variations = tree.putArray("variations");
        variations.addObject().put("identifier", "true").put("value", "true");
        variations.addObject().put("identifier", "false").put("value", "false");
        tree.putObject("defaultServe").put("variation", "true");
        return Documents.read(new DocumentKey.OfFlag("a"), Json.write(tree));
    }
}

package io.flaghoist.ingest.publish;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.record.ChangeKind;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.LogRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A log of epoch 2 whose writers are known to have come to revision 10. */
class ConfigScanTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("env-1");
    private static final DocumentKey A = new DocumentKey.OfFlag("a");
    private static final DocumentKey B = new DocumentKey.OfFlag("b");

    private final ConfigScan scan = new ConfigScan(ENVIRONMENT, new Position(2, 10));

    @Test
    void what_the_writers_wrote_is_no_ones_to_repair() {
        saved(1, 1, flag("a").version(1).document());
        saved(1, 2, flag("b").version(1).document());
        saved(2, 9, flag("a").version(2).document());
        removed(2, 10, B, 1);

        assertThat(scan.image().revision()).isEqualTo(10);
        assertThat(repairs()).isEmpty();
        assertThat(scan.served().greatest(B, OptionalLong.empty())).hasValue(1);
    }

    @Test
    void a_record_that_is_there_twice_is_no_ones_to_repair() {
        saved(2, 8, flag("a").version(1).document());
        saved(2, 9, flag("b").version(1).document());
        saved(2, 8, flag("a").version(1).document());
        removed(2, 10, B, 1);
        removed(2, 10, B, 1);

        assertThat(repairs()).isEmpty();
    }

    @Test
    void records_of_the_schema_version_before_are_no_ones_to_repair() {
        var headers = new HashMap<>(record(2, 9, flag("a").document()).headers());
        headers.put("sv", "1".getBytes(StandardCharsets.UTF_8));
        LogRecord old = record(2, 9, flag("a").document());

        assertThat(scan.add(new LogRecord(old.key(), old.value(), headers), 0)).isEmpty();
        assertThat(repairs()).isEmpty();
    }

    @Test
    void a_forged_epoch_or_revision_does_not_move_the_order() {
        saved(2, 9, flag("a").version(1).document());
        for (Position forged :
                List.of(
                        new Position(100_000_000_000_000_000L, 11),
                        new Position(3, 1),
                        new Position(2, 100_000_000_000_000_000L),
                        new Position(1, 11))) {
            saved(forged.epoch(), forged.revision(), flag("a").version(7).on().document());
        }
        saved(2, 10, flag("b").version(1).document());

        assertThat(scan.image().position()).isEqualTo(new Position(2, 10));
        assertThat(scan.foreign()).isEqualTo(new Position(100_000_000_000_000_000L, 11));
    }

    @Test
    void a_foreign_document_is_written_over_under_a_greater_version() {
        saved(2, 9, flag("a").version(1).document());
        saved(9, 99, flag("a").version(50).on().document());

        assertThat(repairs())
                .containsExactly("save flag/a " + flag("a").version(1).document().upstreamSha256());
        assertThat(scan.served().greatest(A, OptionalLong.of(1))).hasValue(50);
    }

    @Test
    void a_foreign_document_that_replaces_none_is_removed() {
        saved(2, 9, flag("a").document());
        saved(9, 99, flag("b").version(3).document());

        assertThat(repairs()).containsExactly("remove flag/b");
    }

    @Test
    void a_foreign_tombstone_is_written_over() {
        saved(2, 9, flag("a").document());
        removed(2, 3, A, 0); // behind the order: readers of a compacted topic would take it

        assertThat(repairs()).hasSize(1);
    }

    @Test
    void what_cannot_be_read_is_written_over() {
        saved(2, 9, flag("a").document());
        garbage("flag/a");

        assertThat(repairs()).hasSize(1);
    }

    @Test
    void what_cannot_be_read_and_replaces_nothing_is_left_to_readers_to_skip() {
        saved(2, 9, flag("a").document());
        garbage("flag/other");
        garbage("nonsense");

        assertThat(repairs()).isEmpty();
    }

    @Test
    void what_was_repaired_is_not_repaired_again() {
        saved(2, 8, flag("a").version(1).document());
        garbage("flag/a");
        saved(2, 8, flag("a").version(9).document());
        saved(2, 9, flag("a").version(10).document());

        assertThat(repairs()).isEmpty();
    }

    @Test
    void records_behind_a_foreign_one_of_a_later_position_are_written_again() {
        saved(2, 6, flag("a").version(1).document());
        saved(2, 7, flag("b").version(1).document());
        saved(2, 77, flag("c").document());
        saved(2, 8, flag("a").version(2).document());
        removed(2, 9, B, 1);

        assertThat(repairs())
                .containsExactlyInAnyOrder(
                        "save flag/a " + flag("a").version(2).document().upstreamSha256(),
                        "remove flag/b",
                        "remove flag/c");
    }

    @Test
    void what_this_process_knows_is_the_truth_about_what_looks_right() {
        // Somebody wrote revision 9 before its writer did; readers skip the writer's.
        saved(2, 8, flag("a").version(1).document());
        saved(2, 9, flag("a").version(2).on().document());
        saved(2, 9, flag("b").version(1).document());
        var truth = new ConfigScan(ENVIRONMENT, new Position(2, 10));
        take(truth, record(2, 8, flag("a").version(1).document()));
        take(truth, record(2, 9, flag("b").version(1).document()));

        assertThat(words(Repairs.of(scan, truth.image())))
                .containsExactly(
                        "save flag/a " + flag("a").version(1).document().upstreamSha256(),
                        "save flag/b " + flag("b").version(1).document().upstreamSha256());
    }

    private List<String> repairs() {
        return words(Repairs.of(scan, scan.image()));
    }

    private static List<String> words(List<PlannedChange> repairs) {
        return repairs.stream()
                .map(repair ->
                        switch (repair) {
                            case PlannedChange.Save(_, var document) ->
                                    "save "
                                            + document.key().text()
                                            + " "
                                            + document.upstreamSha256();
                            case PlannedChange.Remove(var document) ->
                                    "remove " + document.key().text();
                        })
                .toList();
    }

    private void saved(long epoch, long revision, Document document) {
        take(scan, record(epoch, revision, document));
    }

    private void removed(long epoch, long revision, DocumentKey key, long lastServed) {
        take(
                scan,
                ConfigCodec.encode(
                        ENVIRONMENT,
                        ChangeKind.REMOVED,
                        new Change.Removed(new Position(epoch, revision), 0, key, lastServed)));
    }

    private void garbage(String key) {
        take(
                scan,
                new LogRecord(
                        key.getBytes(StandardCharsets.UTF_8),
                        "garbage".getBytes(StandardCharsets.UTF_8),
                        Map.of()));
    }

    private static void take(ConfigScan into, LogRecord record) {
        var _ = into.add(record, 0);
    }

    private static LogRecord record(long epoch, long revision, Document document) {
        return ConfigCodec.encode(
                ENVIRONMENT,
                ChangeKind.REPLACED,
                new Change.Saved(new Position(epoch, revision), 0, document));
    }
}

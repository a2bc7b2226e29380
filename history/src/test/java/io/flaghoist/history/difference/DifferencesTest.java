package io.flaghoist.history.difference;

import static io.flaghoist.testkit.fixture.ClauseFixture.clause;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.EnvironmentDocument;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.document.KeyType;
import io.flaghoist.schemas.image.Entry;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Cause;
import io.flaghoist.schemas.record.ChangeKind;
import io.flaghoist.schemas.record.HistoryRecord;
import io.flaghoist.testkit.fixture.FlagFixture;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DifferencesTest {
    private static final HashedApiKey HASH = HashedApiKey.of("raw");
    private static final String DIGITS = HASH.value().substring(0, 8);
    private static final FlagFixture FLAG =
            flag("dark_mode").on().servingIf("true", clause("plan", "in", "pro"));

    @Test
    void a_flag_that_came_or_went_is_told_in_a_line() {
        assertThat(created(FLAG.targeting("ann", "true").requiring("other", "true").document()))
                .isEqualTo(
                        "created: boolean flag, on, default `true`,"
                                + " 1 target map entry, 1 rule, 1 prerequisite");
        assertThat(removed(flag("x").rollout("true", 5, "false", 95).document()))
                .isEqualTo(
                        "removed: boolean flag, off,"
                                + " default 5 % of targets get `true`, the others `false`");
    }

    @Test
    void a_group_that_came_or_went_is_told_in_a_line() {
        assertThat(created(segment("beta").document())).isEqualTo("created: group, empty");
        assertThat(
                        removed(
                                segment("beta")
                                        .including("ann")
                                        .including("bob")
                                        .excluding("carl")
                                        .rule("plan", "in", "pro")
                                        .document()))
                .isEqualTo("removed: group, 2 included, 1 excluded, 1 rule");
    }

    @Test
    void a_key_is_created_renamed_and_revoked_and_known_by_a_part_of_its_hash() {
        Document key = ApiKeyDocument.of(HASH, KeyType.SERVER, "backend", "Backend");

        assertThat(created(key)).isEqualTo("server key `" + DIGITS + "` created, named `Backend`");
        assertThat(removed(ApiKeyDocument.of(HASH, KeyType.UNKNOWN, "", "")))
                .isEqualTo("key `" + DIGITS + "` revoked");
        assertThat(
                        Compared.lines(
                                Compared.between(
                                        key,
                                        ApiKeyDocument.of(
                                                HASH, KeyType.SERVER, "backend", "Cron"))))
                .containsExactly("server key `" + DIGITS + "`: `name`: `Backend` → `Cron`");
    }

    @Test
    void the_environment_has_a_record_of_its_own() {
        assertThat(created(environment("dev")))
                .isEqualTo("created: environment `dev` of project `shop`, organization `acme`");
        assertThat(Compared.lines(Compared.between(environment("dev"), environment("prod"))))
                .containsExactly("`environmentIdentifier`: `dev` → `prod`");
    }

    @Test
    void whole_documents_have_the_empty_path_and_all_their_content() {
        Document document = FLAG.document();

        assertThat(
                        Differences.between(
                                document.key(), Optional.empty(), Optional.of(document.body())))
                .containsExactly(
                        new Difference("", null, document.body().tree(), created(document)));
    }

    @Test
    void two_states_are_compared_by_domain_and_identifier() {
        var before =
                log("env")
                        .flag(flag("gone"))
                        .flag(flag("kept"))
                        .flag(flag("changed"))
                        .segment(segment("beta"))
                        .serverKey("old")
                        .image();
        var after =
                log("env")
                        .flag(flag("changed").on())
                        .flag(flag("kept"))
                        .flag(flag("a_new_one"))
                        .segment(segment("beta").including("ann"))
                        .complete()
                        .image();

        var differences = Differences.between(documents(before), documents(after));

        assertThat(differences)
                .extracting(one -> one.key().text(), DocumentDifference::kind)
                .containsExactly(
                        tuple("environment", ChangeKind.CREATED),
                        tuple("api-key/" + HashedApiKey.of("old"), ChangeKind.REMOVED),
                        tuple("flag/a_new_one", ChangeKind.CREATED),
                        tuple("flag/changed", ChangeKind.REPLACED),
                        tuple("flag/gone", ChangeKind.REMOVED),
                        tuple("segment/beta", ChangeKind.REPLACED));
        assertThat(Compared.lines(differences.get(3).differences())).containsExactly("turned on");
        assertThat(Differences.between(documents(before), documents(before))).isEmpty();
    }

    @Test
    void a_record_of_the_history_tells_what_it_did() {
        assertThat(Compared.lines(Differences.of(change(Integer.MAX_VALUE))))
                .containsExactly("turned off");
    }

    @Test
    void of_a_document_too_large_for_the_history_only_its_hash_is_told() {
        HistoryRecord change = change(10);

        assertThat(Differences.of(change))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.text())
                            .matches(
                                    "replaced: too large to be told field by field;"
                                            + " content `[0-9a-f]{8}` → `[0-9a-f]{8}`");
                    assertThat(String.valueOf(one.before()))
                            .isEqualTo("{\"sha256\":\"%s\"}", FLAG.document().sha256());
                });
    }

    private static List<? extends Document> documents(EnvironmentImage image) {
        return image.entries().stream().map(Entry::document).toList();
    }

    private static HistoryRecord change(int maxBytes) {
        return new HistoryRecord(
                new EnvironmentId("env"),
                new Position(1, 2),
                FLAG.document().key(),
                1,
                Cause.STREAM,
                Instant.EPOCH,
                Optional.of(HistoryRecord.Content.of(FLAG.document(), maxBytes)),
                Optional.of(HistoryRecord.Content.of(FLAG.off().document(), maxBytes)),
                HistoryRecord.GENESIS);
    }

    private static EnvironmentDocument environment(String identifier) {
        return EnvironmentDocument.of(
                new EnvironmentNames(
                        new EnvironmentId("7f3a"), identifier, "p", "shop", "o", "acme", "", ""));
    }

    private static String created(Document document) {
        return only(
                Differences.between(
                        document.key(), Optional.empty(), Optional.of(document.body())));
    }

    private static String removed(Document document) {
        return only(
                Differences.between(
                        document.key(), Optional.of(document.body()), Optional.empty()));
    }

    private static String only(List<Difference> differences) {
        assertThat(differences).hasSize(1);
        return differences.getFirst().text();
    }
}

package io.flaghoist.schemas.image;

import static io.flaghoist.schemas.image.Log.environment;
import static io.flaghoist.schemas.image.Log.flag;
import static io.flaghoist.schemas.image.Log.removed;
import static io.flaghoist.schemas.image.Log.replay;
import static io.flaghoist.schemas.image.Log.saved;
import static io.flaghoist.schemas.image.Log.segment;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class EnvironmentImageTest {
    @Test
    void an_empty_environment_serves_empty_lists() {
        EnvironmentImage image = EnvironmentImage.empty(Log.ENVIRONMENT);
        assertThat(text(image.flagList().identity())).isEqualTo("[]");
        assertThat(text(image.segmentList(SegmentRules.RULES).identity())).isEqualTo("[]");
        assertThat(image.flagList().gzip()).isNull();
    }

    @Test
    void an_image_is_complete_once_the_environments_own_record_is_there() {
        EnvironmentImage image = replay(List.of(saved(1, flag("a", 1, ""))));
        assertThat(image.isComplete()).isFalse();
        assertThat(replay(image, List.of(saved(2, environment()))).isComplete()).isTrue();
    }

    @Test
    void a_list_holds_every_document_once_in_the_order_of_identifiers() {
        EnvironmentImage image =
                replay(
                        List.of(
                                saved(1, flag("b", 1, "")),
                                saved(2, flag("a", 1, "")),
                                saved(3, flag("c", 1, ""))));
        assertThat(text(image.flagList().identity()))
                .isEqualTo(
                        "["
                                + flag("a", 1, "").body()
                                + ","
                                + flag("b", 1, "").body()
                                + ","
                                + flag("c", 1, "").body()
                                + "]");
    }

    @Test
    void a_segment_is_served_with_either_form_of_its_rules_and_never_both() {
        EnvironmentImage image = replay(List.of(saved(1, segment("s", 1))));
        assertThat(text(requireNonNull(image.segmentBody("s", SegmentRules.RULES)).identity()))
                .contains("\"rules\"")
                .doesNotContain("servingRules");
        assertThat(text(image.segmentList(SegmentRules.SERVING_RULES).identity()))
                .contains("\"servingRules\"")
                .doesNotContain("\"rules\"");
    }

    @Test
    void the_compressed_list_inflates_to_the_plain_one_after_any_change() throws IOException {
        var random = new Random(42);
        EnvironmentImage image = EnvironmentImage.empty(Log.ENVIRONMENT);
        for (int revision = 1; revision <= 300; revision++) {
            String identifier = "flag-" + random.nextInt(120);
            Change change =
                    random.nextInt(4) == 0
                            ? removed(revision, new DocumentKey.OfFlag(identifier))
                            : saved(
                                    revision,
                                    flag(identifier, revision, "x".repeat(random.nextInt(300))));
            image = replay(image, List.of(change));
            byte[] gzip = image.flagList().gzip();
            if (gzip != null) {
                assertThat(inflate(gzip)).isEqualTo(image.flagList().identity());
            }
            assertThat(image.flagList().identity()).hasSize(image.flagList().size());
        }
        assertThat(image.flagCount()).isPositive();
    }

    @Test
    void two_edges_serve_the_same_bytes_however_they_came_to_the_same_documents() {
        var documents = new ArrayList<Change>();
        for (int i = 0; i < 500; i++) {
            documents.add(saved(i + 1, flag("flag-" + i, 1, "description " + i)));
        }
        EnvironmentImage atOnce = replay(documents);
        var shuffled = new ArrayList<>(documents);
        Collections.shuffle(shuffled, new Random(7));
        EnvironmentImage oneByOne = EnvironmentImage.empty(Log.ENVIRONMENT);
        for (int i = 0; i < shuffled.size(); i++) {
            var change = (Change.Saved) shuffled.get(i);
            oneByOne = replay(oneByOne, List.of(saved(i + 1, change.document())));
            requireNonNull(
                    oneByOne.flagList().gzip() == null ? new byte[0] : oneByOne.flagList().gzip());
        }
        assertThat(oneByOne.flagList().gzip()).isEqualTo(atOnce.flagList().gzip());
        assertThat(oneByOne.flagList().etag()).isEqualTo(atOnce.flagList().etag());
        assertThat(oneByOne.flagList().gzipEtag()).isNotEqualTo(oneByOne.flagList().etag());
    }

    @Test
    void a_change_makes_another_tag_and_its_reversal_the_old_one() {
        EnvironmentImage one =
                replay(List.of(saved(1, flag("a", 1, "")), saved(2, flag("b", 1, ""))));
        EnvironmentImage two = replay(one, List.of(saved(3, flag("a", 2, ""))));
        EnvironmentImage three = replay(two, List.of(saved(4, flag("a", 1, ""))));
        assertThat(two.flagList().etag()).isNotEqualTo(one.flagList().etag());
        assertThat(three.flagList().etag()).isEqualTo(one.flagList().etag());
        assertThat(three.digest()).isEqualTo(one.digest());
    }

    @Test
    void a_stream_that_was_away_is_told_the_newest_change_of_each_document_in_order() {
        EnvironmentImage image =
                replay(
                        List.of(
                                saved(1, flag("a", 1, "")),
                                saved(2, flag("b", 1, "")),
                                saved(3, flag("a", 2, "")),
                                removed(4, new DocumentKey.OfFlag("b")),
                                saved(5, flag("c", 1, ""))));
        assertThat(
                        image.changesAfter(1).stream()
                                .map(c -> c.key().identifier() + c.position().revision()))
                .containsExactly("a3", "b4", "c5");
        assertThat(image.changesAfter(4)).hasSize(1);
        assertThat(image.changesAfter(5)).isEmpty();
        assertThat(image.changesAfter(99)).isEmpty();
    }

    @Test
    void a_document_that_returns_is_no_longer_remembered_as_removed() {
        EnvironmentImage image =
                replay(
                        List.of(
                                saved(1, flag("a", 1, "")),
                                removed(2, new DocumentKey.OfFlag("a")),
                                saved(3, flag("a", 1, ""))));
        assertThat(image.removals()).isEmpty();
    }

    @Test
    void removals_are_remembered_up_to_their_limit_the_newest_first_to_stay() {
        var log = new ArrayList<Change>();
        for (int i = 1; i <= Removals.MAX_REMEMBERED + 1; i++) {
            log.add(removed(i, new DocumentKey.OfFlag("flag-" + i)));
        }
        assertThat(replay(log.subList(0, Removals.MAX_REMEMBERED)).removals())
                .hasSize(Removals.MAX_REMEMBERED);
        assertThat(replay(log).removals()).hasSize(Removals.MAX_REMEMBERED);
        assertThat(replay(log).removals().getFirst().position()).isEqualTo(new Position(1, 2));
    }

    @Test
    void a_rebuilt_image_tells_what_differs_from_the_one_before_it() {
        EnvironmentImage older =
                replay(List.of(saved(1, flag("gone", 1, "")), saved(2, flag("kept", 1, ""))));
        EnvironmentImage rebuilt =
                replay(List.of(saved(2, flag("kept", 1, "")), saved(9, flag("new", 1, ""))));
        assertThat(rebuilt.changesSince(older))
                .extracting(change -> change.key().identifier())
                .containsExactly("gone", "new");
        assertThat(rebuilt.changesSince(rebuilt)).isEmpty();
    }

    @Test
    void the_first_completion_is_remembered_when_the_environments_own_record_changes() {
        EnvironmentImage first = replay(List.of(saved(3, environment())));
        EnvironmentImage changed =
                replay(first, List.of(saved(4, flag("a", 1, "")), saved(5, environment())));
        assertThat(changed.completeSince()).isEqualTo(3);
        assertThat(replay(List.of(saved(3, environment()), saved(5, environment()))))
                .as("in one batch")
                .extracting(EnvironmentImage::completeSince)
                .isEqualTo(3L);
    }

    @Test
    void an_environment_that_is_retired_and_returns_is_complete_since_its_return() {
        EnvironmentImage retired =
                replay(
                        List.of(
                                saved(3, environment()),
                                removed(4, new DocumentKey.OfEnvironment())));
        assertThat(retired.completeSince()).isZero();
        assertThat(replay(retired, List.of(saved(9, environment()))).completeSince()).isEqualTo(9);
    }

    @Test
    void what_a_compacted_log_forgot_of_the_first_completion_can_be_told_to_its_image() {
        EnvironmentImage rebuilt = replay(List.of(saved(9, environment())));
        assertThat(rebuilt.completeSince(3).completeSince()).isEqualTo(3);
        assertThat(rebuilt.completeSince(12).completeSince()).isEqualTo(9);
        assertThat(rebuilt.completeSince(0).completeSince()).isEqualTo(9);
        assertThat(replay(List.of()).completeSince(3).completeSince()).isZero();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] inflate(byte[] gzip) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return in.readAllBytes();
        }
    }
}

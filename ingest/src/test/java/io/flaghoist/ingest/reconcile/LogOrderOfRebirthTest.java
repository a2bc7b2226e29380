package io.flaghoist.ingest.reconcile;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.document.Document;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogOrderOfRebirthTest {
    @Test
    void a_document_that_was_deleted_and_created_anew_is_removed_before_it_is_saved() {
        var oldFlag = remove(flag("a").version(3).document());
        var newFlag = save(flag("a").on().document());
        var oldGroup = remove(segment("b").version(2).document());
        var newGroup = save(segment("b").including("ann").document());
        var gone = remove(segment("c").document());

        assertThat(LogOrder.sorted(List.of(gone, oldFlag, newFlag, oldGroup, newGroup)))
                .containsExactly(oldGroup, newGroup, oldFlag, newFlag, gone);
    }

    private static PlannedChange remove(Document document) {
        return new PlannedChange.Remove(document);
    }

    private static PlannedChange save(Document document) {
        return new PlannedChange.Save(Optional.empty(), document);
    }
}

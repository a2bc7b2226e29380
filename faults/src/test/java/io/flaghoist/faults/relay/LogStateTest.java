package io.flaghoist.faults.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.FlagDocument;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.testkit.fixture.FlagFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogStateTest {
    @Test
    void ingest_is_followed_beyond_the_epoch_of_nobody_which_it_has_outdone() {
        var forged = new Position(ForeignRecord.EPOCH_OF_NOBODY, 7);
        var outdone = new Position(ForeignRecord.EPOCH_OF_NOBODY + 1, 8);

        LogState log =
                LogState.of(
                        List.of(
                                saved(new Position(1, 5), "one"),
                                saved(forged, "invented"),
                                saved(outdone, "two")));

        assertThat(log.flags()).containsExactly("one", "two");
        assertThat(log.position()).isEqualTo(outdone);
    }

    @Test
    void a_flag_that_was_removed_is_none_to_forge() {
        FlagDocument flag = FlagFixture.flag("one").document();

        LogState log =
                LogState.of(
                        List.of(
                                new Change.Saved(new Position(1, 1), 0, flag),
                                new Change.Removed(new Position(1, 2), 0, flag.key(), 1)));

        assertThat(log.flags()).isEmpty();
    }

    private static Change saved(Position at, String flag) {
        return new Change.Saved(at, 0, FlagFixture.flag(flag).document());
    }
}

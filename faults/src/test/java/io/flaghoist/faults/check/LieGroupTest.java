package io.flaghoist.faults.check;

import static io.flaghoist.faults.check.ManualTime.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.document.DocumentKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LieGroupTest {
    @Test
    void lies_of_a_subject_belong_together_until_there_was_none_for_five_seconds() {
        Lie first = lie("edge-1", "a", 10, 20);
        Lie during = lie("edge-1", "b", 12, 13);
        Lie soon = lie("edge-1", "c", 25, 26);
        Lie later = lie("edge-1", "d", 31.1, 32);
        Lie elsewhere = lie("edge-2", "a", 11, 12);

        assertThat(LieGroup.of(List.of(later, first, elsewhere, soon, during)))
                .containsExactly(
                        new LieGroup(List.of(first, during, soon)),
                        new LieGroup(List.of(later)),
                        new LieGroup(List.of(elsewhere)));
    }

    @Test
    void a_group_tells_from_when_until_when() {
        var group = new LieGroup(List.of(lie("edge-1", "a", 10, 20), lie("edge-1", "b", 12, 13)));

        assertThat(group.from()).isEqualTo(at(10));
        assertThat(group.until()).isEqualTo(at(20));
    }

    @Test
    void without_lies_there_is_no_group() {
        assertThat(LieGroup.of(List.of())).isEmpty();
    }

    private static Lie lie(String edge, String flag, double from, double until) {
        return new Lie(
                new Sighting.Subject(edge, "one"),
                new DocumentKey.OfFlag(flag),
                Content.ABSENT,
                at(from),
                at(until),
                Duration.ZERO,
                Optional.empty(),
                1);
    }
}

package io.flaghoist.faults.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.Decoded;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ForeignRecordTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("env");
    private static final Position LAST = new Position(3, 40);
    private static final LogState LOG =
            new LogState(LAST, new TreeSet<>(List.of("dark_mode", "new_page")));
    private static final int MANY = 200;

    @Test
    void a_valid_one_is_a_change_after_the_last_in_the_last_epoch() {
        for (int seed = 0; seed < MANY; seed++) {
            ForeignRecord foreign = ForeignRecord.valid(ENVIRONMENT, LOG, new Random(seed));

            Decoded decoded = ConfigCodec.decode(ENVIRONMENT, foreign.record(), 0);

            assertThat(decoded).as(foreign.words()).isInstanceOf(Decoded.Understood.class);
            Change change = ((Decoded.Understood) decoded).change();
            assertThat(change.key()).isEqualTo(foreign.key());
            assertThat(change.position().epoch()).isEqualTo(LAST.epoch());
            assertThat(change.position()).isGreaterThan(LAST);
        }
    }

    @Test
    void an_invalid_one_cannot_be_read_or_is_of_no_credible_position() {
        for (int seed = 0; seed < MANY; seed++) {
            ForeignRecord foreign = ForeignRecord.invalid(ENVIRONMENT, LOG, new Random(seed));

            switch (ConfigCodec.decode(ENVIRONMENT, foreign.record(), 0)) {
                case Decoded.Unreadable _ -> {}
                case Decoded.Understood(var change) ->
                        assertThat(
                                        change.position().epoch() > LAST.epoch() + 1_000_000
                                                || !change.position().isAfter(LAST))
                                .as(foreign.words())
                                .isTrue();
            }
        }
    }

    @Test
    void there_are_several_of_both() {
        Set<String> valid = new HashSet<>();
        Set<String> invalid = new HashSet<>();
        for (int seed = 0; seed < MANY; seed++) {
            valid.add(ForeignRecord.valid(ENVIRONMENT, LOG, new Random(seed)).words());
            invalid.add(ForeignRecord.invalid(ENVIRONMENT, LOG, new Random(seed)).words());
        }
        assertThat(valid).hasSize(5);
        assertThat(invalid).hasSize(7);
    }
}

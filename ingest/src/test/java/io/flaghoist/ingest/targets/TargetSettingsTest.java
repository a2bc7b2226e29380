package io.flaghoist.ingest.targets;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.util.Duration;
import org.junit.jupiter.api.Test;

class TargetSettingsTest {
    @Test
    void targets_have_these_defaults() {
        assertThat(new TargetSettings(null, null, false))
                .isEqualTo(new TargetSettings(PrivateAttributes.of(""), Duration.days(30), false));
    }

    @Test
    void private_attributes_are_separated_by_commas() {
        assertThat(PrivateAttributes.of(" email, card number ,,").names())
                .containsExactlyInAnyOrder("email", "card number");
    }
}

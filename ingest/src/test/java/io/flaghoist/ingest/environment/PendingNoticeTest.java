package io.flaghoist.ingest.environment;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.wire.StreamNotice;
import io.flaghoist.service.Moment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PendingNoticeTest {
    private static final DocumentKey DARK = new DocumentKey.OfFlag("dark");

    @Test
    void two_notices_of_one_document_become_one_that_waits_for_the_greater_version() {
        PendingNotice both =
                PendingNotice.saved(DARK, 5, at(10))
                        .followedBy(PendingNotice.saved(DARK, 4, at(20)));

        assertThat(both.version()).isEqualTo(5);
        assertThat(both.arrivedNanos()).isEqualTo(10);
        assertThat(both.removes()).isFalse();
    }

    @Test
    void a_deletion_followed_by_a_creation_is_both_and_counts_anew() {
        PendingNotice both =
                PendingNotice.saved(DARK, 5, at(10))
                        .followedBy(PendingNotice.deleted(DARK, at(20)))
                        .followedBy(PendingNotice.saved(DARK, 1, at(30)));

        assertThat(both.removes()).isTrue();
        assertThat(both.fetches()).isTrue();
        assertThat(both.version()).isEqualTo(1);
    }

    @Test
    void a_deletion_ends_what_was_told_before() {
        PendingNotice both =
                PendingNotice.saved(DARK, 5, at(10))
                        .followedBy(PendingNotice.deleted(DARK, at(20)));

        assertThat(both.removes()).isTrue();
        assertThat(both.fetches()).isFalse();
    }

    @Test
    void notices_of_unknown_events_domains_and_environments_are_not_understood() {
        var environment = new EnvironmentId("env-1");
        assertThat(read(environment, "patch", "flag", "dark", null)).isTrue();
        assertThat(read(environment, "delete", "target-segment", "beta", "env-1")).isTrue();
        assertThat(read(environment, "renamed", "flag", "dark", null)).isFalse();
        assertThat(read(environment, "patch", "proxy", "dark", null)).isFalse();
        assertThat(read(environment, "patch", "flag", "a/b", null)).isFalse();
        assertThat(read(environment, "patch", "flag", "dark", "env-2")).isFalse();
    }

    private static boolean read(
            EnvironmentId environment,
            String event,
            String domain,
            String identifier,
            @Nullable String about) {
        return PendingNotice.read(
                        environment, new StreamNotice(event, domain, identifier, 1L, about), at(0))
                .isPresent();
    }

    private static Moment at(long nanos) {
        return new Moment(Instant.EPOCH.plusNanos(nanos), nanos);
    }
}

package io.flaghoist.history.verify;

import static io.flaghoist.history.sample.SampleLog.source;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.history.sample.SampleLog;
import io.flaghoist.history.sample.Tampering;
import io.flaghoist.schemas.EnvironmentId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifiedHeadsTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("prod");
    private static final Instant NOW = Instant.parse("2026-11-21T10:15:30Z");

    @TempDir Path cache;

    private final SampleLog log =
            new SampleLog(ENVIRONMENT).save(flag("a").document()).save(flag("b").document());

    private Verdict verify(SampleLog of, int without) throws LogUnavailableException {
        var history = without < 0 ? of.history() : Tampering.without(of.history(), without);
        return Verifier.verify(
                ENVIRONMENT,
                source(history),
                source(of.config()),
                Expectations.NONE,
                Progress.NONE);
    }

    private VerifiedHeads heads(String prefix) {
        return VerifiedHeads.in(cache, "cluster", prefix);
    }

    @Test
    void the_head_of_an_intact_log_is_known_the_next_time_and_of_no_other_log() throws Exception {
        assertThat(heads("p").of(ENVIRONMENT)).isEmpty();
        assertThat(heads("p").keep(verify(log, -1), NOW)).isTrue();
        KnownHead head = heads("p").of(ENVIRONMENT).orElseThrow();
        assertThat(head)
                .isEqualTo(
                        new KnownHead(
                                1,
                                2,
                                log.status().historyHash(),
                                "the verification of 2026-11-21T10:15:30Z"));
        assertThat(heads("other").of(ENVIRONMENT)).isEmpty();
    }

    @Test
    void a_log_that_is_not_intact_leaves_what_was_known_as_it_is() throws Exception {
        assertThat(heads("p").keep(verify(log, -1), NOW)).isTrue();
        log.save(flag("c").document());
        assertThat(heads("p").keep(verify(log, 1), NOW)).isFalse();
        assertThat(heads("p").of(ENVIRONMENT).orElseThrow().revision()).isEqualTo(2);
        assertThat(heads("p").keep(verify(log, -1), NOW)).isTrue();
        assertThat(heads("p").of(ENVIRONMENT).orElseThrow().revision()).isEqualTo(3);
    }

    @Test
    void a_damaged_file_is_told_and_says_what_to_do() throws IOException {
        Path file = cache.resolve("verified/cluster/p/prod.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{");
        assertThatThrownBy(() -> heads("p").of(ENVIRONMENT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Delete it");
    }
}

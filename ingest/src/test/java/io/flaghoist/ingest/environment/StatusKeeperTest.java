package io.flaghoist.ingest.environment;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.ingest.Stuck;
import io.flaghoist.ingest.reconcile.PlannedChange;
import io.flaghoist.ingest.reconcile.RefusedDocument;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.Domain;
import io.flaghoist.service.Moment;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatusKeeperTest {
    private static final DocumentKey LARGE = new DocumentKey.OfFlag("large");
    private static final PlannedChange SAVE_LARGE = save("large");
    private static final PlannedChange SAVE_SMALL = save("small");

    private final ProofKeeper proofs = new ProofKeeper();
    private final StatusKeeper status =
            new StatusKeeper(
                    new EnvironmentId("env-1"),
                    TestDependencies.of(new Stuck(), Supervisor.unobserved()),
                    proofs);

    @Test
    void what_kafka_refused_is_forgotten_when_that_very_document_is_durable() {
        status.refused().written(List.of(SAVE_LARGE), Map.of(LARGE, "too large"));
        assertThat(refused()).containsExactly("large");

        status.refused().written(List.of(SAVE_SMALL), Map.of());
        assertThat(refused()).as("another one is durable").containsExactly("large");

        status.refused().written(List.of(SAVE_LARGE), Map.of());
        assertThat(refused()).isEmpty();
    }

    @Test
    void or_when_a_full_read_finds_it_gone_or_as_the_log_has_it() {
        status.refused().written(List.of(SAVE_LARGE), Map.of(LARGE, "too large"));
        status.refused().attempted(Set.of(Domain.FLAG), List.of(SAVE_LARGE, SAVE_SMALL));
        assertThat(refused()).as("it is refused still").containsExactly("large");

        status.refused().attempted(Set.of(Domain.SEGMENT), List.of(SAVE_SMALL));
        assertThat(refused()).as("flags were not read").containsExactly("large");

        status.refused().attempted(Set.of(Domain.FLAG), List.of(SAVE_SMALL));

        assertThat(refused()).isEmpty();
    }

    @Test
    void a_read_proves_nothing_before_what_it_refused_is_published() {
        status.refused()
                .byRead(
                        Set.of(Domain.FLAG),
                        List.of(new RefusedDocument(Domain.FLAG, "large", "it has no variations")));
        status.read(List.of(status.readBegins()));
        assertThat(status.current().exceptionCount()).isZero();
        assertThat(proven()).isEmpty();

        status.publish(null, false);

        assertThat(status.current().exceptionCount()).isOne();
        assertThat(proven()).isPresent();
    }

    private Optional<Moment> proven() {
        return proofs.proof(
                Moment.now(Clock.systemUTC(), System::nanoTime), new EventQueue(() -> {}));
    }

    private List<String> refused() {
        status.publish(null, false);
        return status.current().refused().stream().map(RefusedDocument::identifier).toList();
    }

    private static PlannedChange save(String flag) {
        return new PlannedChange.Save(Optional.empty(), flag(flag).document());
    }
}

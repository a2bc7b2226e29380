package io.flaghoist.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.acceptance.log.HistoryAudit;
import io.flaghoist.acceptance.relay.Edge;
import io.flaghoist.acceptance.relay.RelayExtension;
import io.flaghoist.acceptance.relay.RelaySettings;
import io.flaghoist.acceptance.relay.RelayUnderTest;
import io.flaghoist.acceptance.relay.SaasView;
import io.flaghoist.acceptance.relay.Service;
import io.flaghoist.acceptance.relay.TestEnvironment;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ingest is killed again and again while SaaS changes: nothing is lost, nothing is invented. */
@Tag("A10")
class IngestKillIT {
    private static final Logger log = LoggerFactory.getLogger(IngestKillIT.class);
    private static final int CHANGES = 200;
    private static final int ONE_IN = 5;
    private static final int FEWEST_KILLS = 3;
    private static final int MOST_KILLS = 8;
    private static final String MARKER = "marker";
    private static final TestEnvironment ENVIRONMENT =
            TestEnvironment.of("kill", RandomChanges.start(MARKER));

    @RegisterExtension
    static final RelayExtension system =
            RelayExtension.serving(
                    RelaySettings.of("kill", ENVIRONMENT)
                            // How long a lower version, as of a flag created again, is doubted.
                            .withIngest("doubt.confirmAfter", "1s")
                            .withIngest("doubt.settle", "1s"));

    private final long seed = Long.getLong("acceptance.seed", System.nanoTime());
    private final Random dice = new Random(seed);
    private int kills;

    @Test
    void two_hundred_changes_reach_both_edges_once_however_often_ingest_is_killed() {
        log.info("Replay with -Dacceptance.seed={}", seed);
        var changes = new RandomChanges(relay().saas(ENVIRONMENT), dice);
        for (int made = 0; made < CHANGES; made++) {
            changes.next();
            disturb();
        }
        if (!ingest().isRunning()) {
            ingest().start();
        }

        log.info("{} changes, {} kills; waiting for the edges", CHANGES, kills);
        SaasView truth = SaasView.of(relay().saas(ENVIRONMENT));
        for (Edge edge : relay().edges()) {
            Patience.RECOVERY.untilAsserted(
                    edge + " has SaaS's state (seed " + seed + ")",
                    () -> assertThat(truth.differenceTo(SaasView.of(edge, ENVIRONMENT))).isEmpty());
        }
        assertThat(kills).isGreaterThanOrEqualTo(FEWEST_KILLS);
        edgesAnswerAlike();
        HistoryAudit audit =
                HistoryAudit.read(relay().broker().bootstrapServers(), ENVIRONMENT.id());
        audit.revisionsHaveNoGapsAndTheChainIsUnbroken();
        audit.everyChangeIsToldOnce();
        audit.theConfigTopicHoldsWhatHistoryLeft();
        // Not each successor has lived long enough to write, but some have.
        assertThat(audit.history().getLast().position().epoch()).isGreaterThan(1);
    }

    /**
     * Most changes follow one another at once. Some wait until the edges have all so far, so that
     * the kill that may follow strikes an ingest that is publishing, or one that is starting.
     */
    private void disturb() {
        boolean now = dice.nextInt(ONE_IN) == 0;
        if (!ingest().isRunning()) {
            if (now) {
                ingest().start();
                if (dice.nextBoolean()) {
                    ingest().awaitOpen();
                }
            }
        } else if (now && dice.nextBoolean()) {
            awaitMarker();
        } else if (now && kills < MOST_KILLS) {
            ingest().kill();
            kills++;
        }
    }

    private void awaitMarker() {
        long version = relay().saas(ENVIRONMENT).toggle(MARKER, EventDelivery.SENT).version();
        Patience.RECOVERY.until(
                "the marker is at " + version + " (seed " + seed + ")",
                () ->
                        relay().edges().stream()
                                .allMatch(edge -> edge.version(ENVIRONMENT, MARKER) >= version));
    }

    private void edgesAnswerAlike() {
        Edge first = relay().edges().getFirst();
        Edge second = relay().edges().getLast();
        assertThat(first.flags(ENVIRONMENT)).isEqualTo(second.flags(ENVIRONMENT));
        assertThat(relay().saas(ENVIRONMENT).contents().list(DocumentKind.FLAG)).isNotEmpty();
        for (String query : new String[] {"", "?rules=v2"}) {
            String path = Edge.path(ENVIRONMENT, "target-segments" + query);
            String key = ENVIRONMENT.serverKey();
            assertThat(first.get(path, first.token(key)))
                    .isEqualTo(second.get(path, second.token(key)));
        }
    }

    private static Service ingest() {
        return relay().ingest();
    }

    private static RelayUnderTest relay() {
        return system.relay();
    }
}

package io.flaghoist.acceptance;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.acceptance.MetricsStorm.Blow;
import io.flaghoist.acceptance.relay.Edge;
import io.flaghoist.acceptance.relay.RelayExtension;
import io.flaghoist.acceptance.relay.RelaySettings;
import io.flaghoist.acceptance.relay.RelayUnderTest;
import io.flaghoist.acceptance.relay.TestEnvironment;
import io.flaghoist.acceptance.usage.Evaluated;
import io.flaghoist.acceptance.usage.Ledger;
import io.flaghoist.acceptance.usage.SimulatedSdks;
import io.flaghoist.acceptance.usage.Sink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two hundred SDKs report what they evaluated, and SaaS gets it: each evaluation once while nothing
 * breaks; whatever breaks, each that an edge confirmed, and none twice but those of a batch that an
 * aggregator had posted when it was killed.
 */
@Tag("C11")
class MetricsConservationIT {
    private static final Logger log = LoggerFactory.getLogger(MetricsConservationIT.class);
    private static final int SDKS = 200;
    private static final int SPOOLED_POSTS = 300;

    /** How large a run is. */
    private record Size(
            long evaluations,
            int aggregatorKills,
            int edgeKills,
            int brokerRestarts,
            Duration outage) {
        static final Size SMOKE = new Size(20_000, 2, 1, 0, Duration.ofSeconds(3));
        static final Size FULL = new Size(1_000_000, 10, 3, 1, Duration.ofMinutes(1));

        static Size asked() {
            return "full".equals(System.getProperty("conservation")) ? FULL : SMOKE;
        }

        List<Blow> blows(Random dice) {
            var blows = new ArrayList<Blow>();
            blows.addAll(Collections.nCopies(aggregatorKills, Blow.AGGREGATOR_KILLED));
            blows.addAll(Collections.nCopies(edgeKills, Blow.EDGE_KILLED));
            blows.addAll(Collections.nCopies(brokerRestarts, Blow.BROKER_RESTARTED));
            blows.add(Blow.SINK_REFUSES);
            Collections.shuffle(blows, dice);
            return blows;
        }

        /** Posts before and after each blow; a post has sixteen evaluations in the mean. */
        int share(int blows) {
            return (int) (evaluations / 17 / (blows + 1));
        }
    }

    private static final List<TestEnvironment> ENVIRONMENTS =
            Stream.of("metrics-1", "metrics-2", "metrics-3")
                    .map(name -> TestEnvironment.of(name, List.of(flag("steady").on())))
                    .toList();

    @RegisterExtension
    static final RelayExtension system =
            RelayExtension.serving(
                    RelaySettings.of("conservation", ENVIRONMENTS)
                            .withAggregator("window.length", "1s")
                            .withAggregator("upstream.maxRetryDelay", "2s"));

    private final Size size = Size.asked();
    private final long seed = Long.getLong("acceptance.seed", System.nanoTime());
    private final Random dice = new Random(seed);

    @Test
    void while_nothing_breaks_every_evaluation_arrives_exactly_once() {
        Ledger ledger;
        try (SimulatedSdks sdks = sdks("calm")) {
            ledger = sdks.ledger();
            report(sdks);
        }

        awaitArrival("calm", ledger);
        assertThat(ledger.sent()).isEqualTo(ledger.confirmed());
        assertThat(sink().evaluations("calm-")).isEqualTo(ledger.confirmed());
    }

    @Test
    void whatever_breaks_every_confirmed_evaluation_arrives_and_none_is_invented() {
        log.info("Replay with -Dacceptance.seed={}", seed);
        var storm = new MetricsStorm(relay(), dice, size.outage());
        List<Long> repetitionsBefore = ENVIRONMENTS.stream().map(sink()::repetitions).toList();
        Ledger ledger;
        try (SimulatedSdks sdks = sdks("storm")) {
            ledger = sdks.ledger();
            List<Blow> blows = size.blows(dice);
            log.info("{}", blows);
            for (Blow blow : blows) {
                strike(storm, blow, sdks, size.share(blows.size()));
            }
            report(sdks);
        }
        storm.pass();

        awaitArrival("storm", ledger);
        assertThat(ledger.confirmedEvaluations()).isGreaterThanOrEqualTo(size.evaluations());
        assertConserved("storm", ledger);
        for (int i = 0; i < ENVIRONMENTS.size(); i++) {
            long repetitions = sink().repetitions(ENVIRONMENTS.get(i)) - repetitionsBefore.get(i);
            log.info("{}: {} batches came twice", ENVIRONMENTS.get(i), repetitions);
            assertThat(repetitions)
                    .as("batches that came again (seed %d)", seed)
                    .isLessThanOrEqualTo(storm.aggregatorKills());
        }
    }

    /** The edge of the kill is the first; SDKs that get no answer go to the other. */
    @Test
    void what_an_edge_confirmed_while_kafka_was_away_outlives_its_kill() {
        Edge killed = relay().edges().getFirst();
        killed.service().stop(); // in order, so that its next life has a snapshot to serve from
        killed.service().start();
        killed.service().awaitReady();
        List<Long> repetitionsBefore = ENVIRONMENTS.stream().map(sink()::repetitions).toList();
        Ledger ledger;
        try (SimulatedSdks sdks = sdks("spool")) {
            ledger = sdks.ledger();
            confirm(sdks, SPOOLED_POSTS);
            relay().broker().kill();
            confirm(sdks, SPOOLED_POSTS);
            Patience.RECOVERY.until("metrics go to disk", () -> spooledGroups(killed) > 0);

            sdks.allow(SPOOLED_POSTS);
            awaitPosts(sdks, 2L * SPOOLED_POSTS + 1); // the others are under way
            killed.service().kill();
            awaitPosts(sdks, 3L * SPOOLED_POSTS);
            killed.service().start();
            killed.service().awaitReady();
            Patience.STREAM.until("the kill left metrics on disk", () -> spooledGroups(killed) > 0);
            confirm(sdks, SPOOLED_POSTS);
            relay().broker().start();
        }

        awaitArrival("spool", ledger);
        assertConserved("spool", ledger);
        Patience.RECOVERY.until("the spool is empty", () -> spooledGroups(killed) == 0);
        assertThat(ENVIRONMENTS.stream().map(sink()::repetitions).toList())
                .as("batches that came again")
                .isEqualTo(repetitionsBefore);
    }

    private static long spooledGroups(Edge edge) {
        return edge.get("/health").json().at("/usage/spoolGroups").asLong();
    }

    private SimulatedSdks sdks(String run) {
        return SimulatedSdks.start(relay().edges(), ENVIRONMENTS, run, SDKS, seed);
    }

    /** Until so much is confirmed as this run wants. */
    private void report(SimulatedSdks sdks) {
        while (sdks.ledger().confirmedEvaluations() < size.evaluations()) {
            long left = size.evaluations() - sdks.ledger().confirmedEvaluations();
            confirm(sdks, Math.max(SDKS, (int) (left / 17)));
        }
    }

    /** Something breaks in the middle of so many posts. */
    private void strike(MetricsStorm storm, Blow blow, SimulatedSdks sdks, int posts) {
        long before = sdks.ledger().confirmedPosts();
        long moment = before + dice.nextInt(posts);
        sdks.allow(posts);
        awaitPosts(sdks, moment);
        storm.strike(blow);
        awaitPosts(sdks, before + posts);
    }

    private void confirm(SimulatedSdks sdks, int posts) {
        long before = sdks.ledger().confirmedPosts();
        sdks.allow(posts);
        awaitPosts(sdks, before + posts);
    }

    private static void awaitPosts(SimulatedSdks sdks, long posts) {
        Patience.RECOVERY.until(
                posts + " posts are confirmed", () -> sdks.ledger().confirmedPosts() >= posts);
    }

    /** Until nothing of the run is on its way any more. */
    private void awaitArrival(String run, Ledger ledger) {
        log.info(
                "{}: {} posts in {} attempts; waiting for SaaS",
                run,
                ledger.confirmedPosts(),
                ledger.attempts());
        Patience.RECOVERY.until(
                "SaaS has what was confirmed (seed " + seed + ")",
                () -> lost(ledger, sink().evaluations(run + "-")).isEmpty());
        for (Edge edge : relay().edges()) {
            List<Evaluated> marks = ENVIRONMENTS.stream().map(it -> sink().mark(edge, it)).toList();
            Patience.RECOVERY.until(
                    "what came after by " + edge + " has arrived (seed " + seed + ")",
                    () -> marks.stream().allMatch(sink()::has));
        }
    }

    private void assertConserved(String run, Ledger ledger) {
        Map<Evaluated, Long> distinct = sink().evaluationsOfDistinctPosts(run + "-");
        Map<Evaluated, Long> sent = ledger.sent();
        assertThat(lost(ledger, distinct)).as("lost (seed %d)", seed).isEmpty();
        assertThat(distinct)
                .as("invented (seed %d)", seed)
                .allSatisfy((what, count) ->
                        assertThat(count).isLessThanOrEqualTo(sent.getOrDefault(what, 0L)));
    }

    /** What was confirmed more often than it arrived. */
    private static List<Evaluated> lost(Ledger ledger, Map<Evaluated, Long> arrived) {
        return ledger.confirmed().entrySet().stream()
                .filter(confirmed ->
                        arrived.getOrDefault(confirmed.getKey(), 0L) < confirmed.getValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Sink sink() {
        return new Sink(relay(), ENVIRONMENTS);
    }

    private static RelayUnderTest relay() {
        return system.relay();
    }
}

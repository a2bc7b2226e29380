package io.flaghoist.acceptance.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.testkit.random.Oddity;
import io.flaghoist.testkit.random.RandomEnvironments;
import io.flaghoist.testkit.random.RandomEnvironments.Sample;
import io.flaghoist.testkit.random.RandomTargets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Our evaluator and the Node SDK's own decide alike, but for what is known and listed. */
class EvaluatorAgainstNodeIT {
    private static final Logger log = LoggerFactory.getLogger(EvaluatorAgainstNodeIT.class);
    private static final int PAIRS = 12_000;

    /** Where to give up looking for a known disagreement that has not shown yet. */
    private static final int MOST_PAIRS = 60_000;

    private static final int TARGETS = 4;
    private static final List<Oddity> ODDITIES = Oddity.WELL_FORMED.stream().sorted().toList();

    private final long seed = Long.getLong("acceptance.seed", System.nanoTime());
    private final Random dice = new Random(seed);
    private final NodeEvaluator node =
            NodeEvaluator.start(Path.of("target/acceptance/node-evaluator.log"));

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void ten_thousand_environments_and_targets_are_decided_alike() {
        log.info("Replay with -Dacceptance.seed={}", seed);
        var environments = new RandomEnvironments(dice);
        var targets = new RandomTargets(dice);
        var comparison = new Comparison();

        while (comparison.pairs() < PAIRS
                || (comparison.pairs() < MOST_PAIRS && !comparison.neverSeenAlone().isEmpty())) {
            Set<Oddity> oddities = oddities();
            Sample environment = environments.next(oddities);
            List<@Nullable ObjectNode> who = some(targets, oddities);
            comparison.compare(environment, who, node.evaluate(environment, who));
        }

        log.info("{}", comparison);
        assertThat(comparison.surprises()).as("seed %d", seed).isEmpty();
        assertThat(comparison.pairs()).isGreaterThanOrEqualTo(10_000);
        assertThat(comparison.unaffectedShare()).as("seed %d", seed).isGreaterThan(0.6);
        assertThat(comparison.neverSeenAlone()).as("seed %d", seed).isEmpty();
    }

    /** None in nearly half of the cases; mostly one at a time, so that it shows by itself. */
    private Set<Oddity> oddities() {
        int one = dice.nextInt(100);
        if (one < 45) {
            return Oddity.NONE;
        }
        if (one < 50) {
            return Oddity.WELL_FORMED;
        }
        return Set.of(ODDITIES.get(dice.nextInt(ODDITIES.size())));
    }

    private static List<@Nullable ObjectNode> some(RandomTargets targets, Set<Oddity> oddities) {
        var some = new ArrayList<@Nullable ObjectNode>();
        for (int i = 0; i < TARGETS; i++) {
            some.add(targets.next(oddities));
        }
        return some;
    }
}

package io.flaghoist.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.shape.CanonicalShape;
import io.flaghoist.schemas.shape.Shaped;
import io.flaghoist.testkit.fixture.FlagFixture;
import io.flaghoist.testkit.fixture.LogFixture;
import io.flaghoist.testkit.fixture.SegmentFixture;
import io.flaghoist.testkit.random.Oddity;
import io.flaghoist.testkit.random.RandomEnvironments;
import io.flaghoist.testkit.random.RandomEnvironments.Sample;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** An evaluator that follows an environment is what one made anew would be. */
class EvaluatorNextProperties {
    private static final String ENVIRONMENT = "8d1f2c34-0000-4000-8000-000000000003";
    private static final int STEPS = 6;

    @Property(tries = 100)
    void after_any_changes_the_next_evaluator_is_as_if_made_anew(@ForAll long seed) {
        var dice = new Random(seed);
        var environments = new RandomEnvironments(dice);
        LogFixture log = LogFixture.log(ENVIRONMENT).complete();
        Evaluator following = Evaluator.of(log.image());

        for (int step = 0; step < STEPS; step++) {
            change(log, environments.next(Oddity.WELL_FORMED), dice);
            EnvironmentImage image = log.image();
            following = following.next(image);
            assertAlike(following, Evaluator.of(image), seed);
        }
    }

    /** Replaces some documents and removes one now and then. */
    private static void change(LogFixture log, Sample sample, Random dice) {
        for (ObjectNode segment : sample.segments()) {
            if (dice.nextBoolean() && CanonicalShape.segment(segment) instanceof Shaped.Accepted) {
                log.segment(new SegmentFixture(segment));
            }
        }
        for (ObjectNode flag : sample.flags()) {
            if (dice.nextBoolean() && CanonicalShape.flag(flag) instanceof Shaped.Accepted) {
                log.flag(new FlagFixture(flag));
            }
        }
        if (dice.nextInt(3) == 0) {
            log.flagRemoved("flag_" + dice.nextInt(4));
        }
        if (dice.nextInt(3) == 0) {
            log.segmentRemoved("group_" + dice.nextInt(4));
        }
    }

    private static void assertAlike(Evaluator following, Evaluator anew, long seed) {
        assertThat(following.revision()).isEqualTo(anew.revision());
        for (EvaluationTarget target : Samples.targets(seed)) {
            assertThat(Outcome.ofAll(following, target)).isEqualTo(Outcome.ofAll(anew, target));
            for (String flag : Outcome.flagsOf(anew, target)) {
                assertThat(following.explain(flag, target).json())
                        .isEqualTo(anew.explain(flag, target).json());
            }
        }
    }
}

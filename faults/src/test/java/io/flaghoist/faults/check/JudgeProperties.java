package io.flaghoist.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.document.DocumentKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Edges that are honest and edges that are not, over a document that changes at random. */
class JudgeProperties {
    private static final DocumentKey FLAG = new DocumentKey.OfFlag("flag");
    private static final int TICKS = 200;
    private static final int TICK_MILLIS = 500;

    /**
     * A change of the one document.
     *
     * @param asked tick at which it is asked for
     * @param happens when it takes effect, which nobody is told
     * @param confirmed when it is confirmed
     */
    private record Made(int asked, int happens, int confirmed, Content content) {}

    /** What happened, what happened really, and what was recorded of it. */
    private record World(List<Made> changes, Truth truth, Random dice) {
        static World of(long seed) {
            var dice = new Random(seed);
            var time = new ManualTime();
            var truth = new Truth(time);
            var changes = new ArrayList<Made>();
            for (int asked = dice.nextInt(4); asked < TICKS; asked += 1 + dice.nextInt(20)) {
                int confirmed = asked + dice.nextInt(6);
                int happens = asked + dice.nextInt(confirmed - asked + 1);
                // Few contents, so that old ones come again.
                var content =
                        dice.nextInt(4) == 0
                                ? Content.ABSENT
                                : new Content("state " + dice.nextInt(6));
                changes.add(new Made(asked, happens, confirmed, content));
                time.set(seconds(asked));
                truth.change(
                        FLAG,
                        () -> {
                            time.set(seconds(confirmed));
                            return content;
                        });
                asked = confirmed;
            }
            return new World(changes, truth, dice);
        }

        /** What SaaS really held. */
        Content held(int tick) {
            Content held = Content.ABSENT;
            for (Made change : changes) {
                if (change.happens() <= tick) {
                    held = change.content();
                }
            }
            return held;
        }

        /** Whether it may have held this, for all that anybody knows. */
        boolean mayHaveHeld(Content content, int tick) {
            for (int i = -1; i < changes.size(); i++) {
                Content current = i < 0 ? Content.ABSENT : changes.get(i).content();
                int from = i < 0 ? 0 : changes.get(i).asked();
                int until =
                        i + 1 < changes.size() ? changes.get(i + 1).confirmed() : Integer.MAX_VALUE;
                if (current.equals(content) && from <= tick && tick <= until) {
                    return true;
                }
            }
            return false;
        }

        Verdict verdict(Content served, long age, int asked, int answered) {
            var answer =
                    new ServedAnswer(
                            new Sighting.Subject("edge", "one"),
                            new Claim.Aged(Duration.ofSeconds(age), false),
                            Map.of(FLAG, served),
                            Exceptions.NONE,
                            duration(asked),
                            duration(answered));
            return Judge.judge(answer, truth).getOrDefault(FLAG, new Verdict.Untold());
        }
    }

    @Property(tries = 300)
    void an_edge_that_tells_the_truth_is_never_accused(@ForAll long seed) {
        World world = World.of(seed);
        for (int decided = 10; decided < TICKS; decided++) {
            int proven = decided - world.dice().nextInt(Math.min(decided, 100));
            int served = proven + world.dice().nextInt(decided - proven + 1);
            long age = (long) (decided - proven) * TICK_MILLIS / 1_000;
            int asked = decided - world.dice().nextInt(10);
            int answered = decided + world.dice().nextInt(10);

            assertThat(world.verdict(world.held(served), age, asked, answered))
                    .isInstanceOf(Verdict.Honest.class);
        }
    }

    @Property(tries = 300)
    void an_edge_that_stands_still_and_renews_its_age_is_accused_of_all_that_it_misses(
            @ForAll long seed) {
        World world = World.of(seed);
        int stands = world.dice().nextInt(TICKS / 2);
        Content served = world.held(stands);
        for (int now = stands; now < TICKS; now++) {
            long age = world.dice().nextInt(5);
            int window = now - (int) (age + 2) * 1_000 / TICK_MILLIS;
            boolean possible = false;
            for (int tick = Math.max(0, window); tick <= now; tick++) {
                possible |= world.mayHaveHeld(served, tick);
            }

            Verdict verdict = world.verdict(served, age, now, now);

            assertThat(verdict).isInstanceOf(possible ? Verdict.Honest.class : Verdict.Lie.class);
        }
    }

    @Property(tries = 300)
    void whatever_is_served_it_is_a_lie_exactly_when_it_cannot_have_been_true(@ForAll long seed) {
        World world = World.of(seed);
        for (int i = 0; i < 100; i++) {
            int asked = world.dice().nextInt(TICKS);
            int answered = asked + world.dice().nextInt(8);
            long age = world.dice().nextInt(30);
            var served = new Content("state " + world.dice().nextInt(7));
            int from = asked - (int) (age + 2) * 1_000 / TICK_MILLIS;
            boolean possible = false;
            for (int tick = Math.max(0, from); tick <= answered; tick++) {
                possible |= world.mayHaveHeld(served, tick);
            }

            assertThat(world.verdict(served, age, asked, answered))
                    .isInstanceOf(possible ? Verdict.Honest.class : Verdict.Lie.class);
        }
    }

    private static double seconds(int tick) {
        return tick * TICK_MILLIS / 1_000.0;
    }

    private static Duration duration(int tick) {
        return Duration.ofMillis((long) tick * TICK_MILLIS);
    }
}

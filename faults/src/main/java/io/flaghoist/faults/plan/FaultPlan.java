package io.flaghoist.faults.plan;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/**
 * A fault every 20 seconds, the same for the same seed. Kinds are dealt as cards are: each comes
 * once before any comes again. Most faults are over before the next begins, so that what comes of
 * each is seen by itself; now and then one lasts long enough for edges to become stale, and others
 * go on beside it.
 */
public final class FaultPlan {
    public static final Duration INTERVAL = Duration.ofSeconds(20);

    private static final int SHORTEST_SECONDS = 2;
    private static final int LONGEST_SECONDS = 12;

    /** Every so many faults one is long. */
    private static final int LONG_EVERY = 7;

    private static final int LONG_SECONDS = 65;
    private static final int LONG_SPREAD_SECONDS = 20;

    private final Random dice;
    private final Deque<FaultKind> deck = new ArrayDeque<>();
    private final List<PlannedFault> faults = new ArrayList<>();

    private FaultPlan(long seed) {
        this.dice = new Random(seed);
    }

    /** As many faults as begin within {@code length}. */
    public static List<PlannedFault> of(long seed, Duration length) {
        var plan = new FaultPlan(seed);
        for (Duration at = Duration.ZERO; at.compareTo(length) < 0; at = at.plus(INTERVAL)) {
            plan.add(at, length.minus(at));
        }
        return List.copyOf(plan.faults);
    }

    private void add(Duration at, Duration left) {
        int number = faults.size() + 1;
        boolean isLong = number % LONG_EVERY == 0 && left.toSeconds() > LONG_SECONDS;
        FaultKind kind = draw(at, isLong);
        int seconds =
                isLong
                        ? LONG_SECONDS + dice.nextInt(LONG_SPREAD_SECONDS)
                        : dice.nextInt(shortest(kind), LONGEST_SECONDS + 1);
        faults.add(
                new PlannedFault(number, kind, at, Duration.ofSeconds(seconds), dice.nextLong()));
    }

    /** A standby takes its time to start. */
    private static int shortest(FaultKind kind) {
        return kind == FaultKind.INGEST_DEPOSED ? LONGEST_SECONDS : SHORTEST_SECONDS;
    }

    /** The next card that goes with what is still going on. */
    private FaultKind draw(Duration at, boolean mustLast) {
        List<FaultKind> current =
                faults.stream()
                        .filter(fault -> fault.ends().compareTo(at) > 0)
                        .map(PlannedFault::kind)
                        .toList();
        while (true) {
            for (Iterator<FaultKind> cards = deck.iterator(); cards.hasNext(); ) {
                FaultKind card = cards.next();
                if (!(mustLast && card.isInstant()) && current.stream().allMatch(card::goesWith)) {
                    cards.remove();
                    return card;
                }
            }
            List<FaultKind> fresh = new ArrayList<>(Arrays.asList(FaultKind.values()));
            Collections.shuffle(fresh, dice);
            deck.addAll(fresh);
        }
    }
}

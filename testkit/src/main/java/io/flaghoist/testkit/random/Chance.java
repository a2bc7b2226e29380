package io.flaghoist.testkit.random;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Dice that know how to choose. */
final class Chance {
    private final Random dice;

    Chance(Random dice) {
        this.dice = dice;
    }

    boolean percent(int percent) {
        return dice.nextInt(100) < percent;
    }

    /** From 0 to {@code most}, both included. */
    int upTo(int most) {
        return dice.nextInt(most + 1);
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(dice.nextInt(choices.size()));
    }

    /** 0, …, {@code count} - 1 in any order. */
    List<Integer> shuffled(int count) {
        var numbers = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            numbers.add(i);
        }
        Collections.shuffle(numbers, dice);
        return numbers;
    }
}

package io.flaghoist.benchmarks.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One measured number.
 *
 * @param name what was measured, in words
 * @param value in {@code unit}
 * @param target what it is to reach; null where nothing was promised
 * @param note how it came about: samples, spread; empty when there is nothing to say
 */
public record Figure(String name, double value, String unit, @Nullable Target target, String note) {
    public static Figure of(String name, double value, String unit) {
        return new Figure(name, value, unit, null, "");
    }

    public Figure target(Target promised) {
        return new Figure(name, value, unit, promised, note);
    }

    public Figure note(String words) {
        return new Figure(name, value, unit, target, words);
    }

    /** Whether it reaches its target, in a word; empty without one. */
    String verdict() {
        if (target == null) {
            return "";
        }
        return target.isReachedBy(value) ? "reached" : "MISSED";
    }

    /** Three significant digits, thousands with a comma: 0.0123, 4.56, 45,678. */
    public static String digits(double value) {
        double size = Math.abs(value);
        if (size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        if (size >= 10) {
            return String.format(Locale.ROOT, "%.1f", value);
        }
        return String.format(Locale.ROOT, size >= 1 ? "%.2f" : "%.3f", value);
    }
}

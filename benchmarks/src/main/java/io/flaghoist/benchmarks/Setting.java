package io.flaghoist.benchmarks;

import java.nio.file.Path;

/**
 * Where and how thoroughly to measure.
 *
 * @param smoke whether to show in a few seconds that everything runs, with figures that mean
 *     nothing
 * @param workFolder for logs and data of this run
 */
public record Setting(boolean smoke, Path workFolder) {
    /** {@code whole}, or {@code small} in a smoke run. */
    public int choose(int whole, int small) {
        return smoke ? small : whole;
    }
}

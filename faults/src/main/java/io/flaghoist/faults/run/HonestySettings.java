package io.flaghoist.faults.run;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a run is to be.
 *
 * @param length during which faults begin
 * @param seed of faults and changes
 * @param folder for settings, logs and disks of all processes; gone afterwards, unless the run
 *     fails
 */
public record HonestySettings(Duration length, long seed, Path folder) {}

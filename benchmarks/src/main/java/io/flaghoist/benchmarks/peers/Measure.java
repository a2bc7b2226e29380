package io.flaghoist.benchmarks.peers;

/** What is measured of every system. */
enum Measure {
    START("start, until an SDK's stream is answered", "s"),
    START_BESIDE_STORE("  of it, once its broker or Redis was up", "s"),
    LONE_P50("lone changes after a start, p50", "ms"),
    LONE_MAX("lone changes after a start, max", "ms"),
    WARM_P50("20 changes a second, p50", "ms"),
    WARM_P99("20 changes a second, p99", "ms"),
    FAN_OUT("one change to the last of many streams", "ms"),
    READS("reads of all flags", "req/s"),
    READS_P99("reads of all flags, p99", "ms"),
    MEMORY("memory of all processes", "MiB");

    private final String words;
    private final String unit;

    Measure(String words, String unit) {
        this.words = words;
        this.unit = unit;
    }

    String words() {
        return words;
    }

    String unit() {
        return unit;
    }
}

package io.flaghoist.benchmarks.latency;

/** A flag at a version: what every station of a change's way names it by. */
record Sighting(String flag, long version) {}

package io.flaghoist.console.doctor;

/** What examinations of services work with. */
record Probes(DoctorLimits limits, HttpProbe http, NetworkProbe network) {}

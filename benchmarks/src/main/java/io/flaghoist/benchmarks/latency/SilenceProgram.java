package io.flaghoist.benchmarks.latency;

import io.flaghoist.benchmarks.Program;
import io.flaghoist.benchmarks.Setting;
import io.flaghoist.benchmarks.report.Report;
import java.nio.file.Files;

/** What a change takes that comes after minutes without one. */
public final class SilenceProgram implements Program {
    @Override
    public void run(Setting setting, Report report) throws Exception {
        Files.createDirectories(setting.workFolder());
        new LoneChanges(setting, report).measureSilence();
    }
}

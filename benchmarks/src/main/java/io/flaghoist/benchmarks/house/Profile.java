package io.flaghoist.benchmarks.house;

import java.nio.file.Path;

/**
 * Whether the measured services record where their time goes ({@code --profile}), with Flight
 * Recorder. It costs some percent.
 */
public final class Profile {
    /** The system property that switches it on for this run. */
    public static final String PROPERTY = "flaghoist.bench.profile";

    private Profile() {}

    static boolean isOn() {
        return Boolean.getBoolean(PROPERTY);
    }

    static String[] flags(Path home) {
        return isOn()
                ? new String[] {
                    "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename="
                            + home.resolve("profile.jfr"),
                    "-XX:+UnlockDiagnosticVMOptions",
                    "-XX:+DebugNonSafepoints"
                }
                : new String[0];
    }
}

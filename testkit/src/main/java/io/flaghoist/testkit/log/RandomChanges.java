package io.flaghoist.testkit.log;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.EnvironmentDocument;
import io.flaghoist.schemas.document.EnvironmentNames;
import java.time.Duration;
import java.util.Random;

/** Logs by chance: flags and groups come, turn and go. The same seed gives the same log. */
public final class RandomChanges {
    private RandomChanges() {}

    /** A log of so many changes, one second apart, over so many flags; complete at revision 2. */
    public static TestLog log(EnvironmentId environment, int changes, int flags, long seed) {
        var dice = new Random(seed);
        TestLog log =
                TestLog.of(environment)
                        .saved(segment("beta").including("ann").document())
                        .saved(EnvironmentDocument.of(names(environment)));
        int[] version = {1};
        while (log.lines().size() < changes) {
            log.later(Duration.ofSeconds(1));
            String identifier = "flag_" + dice.nextInt(flags);
            var key = new DocumentKey.OfFlag(identifier);
            boolean isThere = log.has(key);
            int what = dice.nextInt(10);
            if (what == 0) {
                log.saved(
                        segment("beta")
                                .version(++version[0])
                                .including("ann")
                                .including("user_" + dice.nextInt(100))
                                .document());
            } else if (what == 1 && isThere) {
                log.removed(key);
            } else {
                int share = dice.nextInt(101);
                log.saved(
                        flag(identifier)
                                .version(++version[0])
                                .on()
                                .rule("beta", "true")
                                .rollout("true", share, "false", 100 - share)
                                .document());
            }
        }
        return log;
    }

    private static EnvironmentNames names(EnvironmentId environment) {
        return new EnvironmentNames(
                environment,
                "dev",
                "11111111-0000-4000-8000-000000000001",
                "sample",
                "22222222-0000-4000-8000-000000000001",
                "default",
                "sample-account",
                "2");
    }
}

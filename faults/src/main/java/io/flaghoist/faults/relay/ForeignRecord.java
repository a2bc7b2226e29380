package io.flaghoist.faults.relay;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.document.FlagDocument;
import io.flaghoist.schemas.image.Change;
import io.flaghoist.schemas.image.LiveDigest;
import io.flaghoist.schemas.record.ChangeKind;
import io.flaghoist.schemas.record.ConfigCodec;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.testkit.fixture.FlagFixture;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A record of a config topic that ingest did not write.
 *
 * @param words for people
 * @param key of the document that it is about
 */
record ForeignRecord(String words, DocumentKey key, LogRecord record) {
    static final long EPOCH_OF_NOBODY = 100_000_000_000_000_000L;

    /**
     * One that has all that ingest's next record has, but does not lead to what its header says, if
     * anything.
     */
    static ForeignRecord valid(EnvironmentId environment, LogState log, Random dice) {
        Position next = ahead(log.position(), 1);
        FlagDocument forged = forged(log.anyFlag(dice), dice);
        FlagDocument invented = forged("invented_" + dice.nextInt(1_000), dice);
        Position leap = ahead(log.position(), 2 + dice.nextInt(50));
        return switch (dice.nextInt(5)) {
            case 0 -> saved("a flag, next revision", environment, next, forged);
            case 1 -> saved("a flag, revision ahead", environment, leap, forged);
            case 2 -> saved("a new flag", environment, next, invented);
            case 3 ->
                    unlike(
                            "a flag with a digest",
                            saved("", environment, next, forged).record(),
                            forged,
                            "digest",
                            new LiveDigest(dice.nextLong(), dice.nextLong()).text());
            default -> {
                var removed = new Change.Removed(next, System.currentTimeMillis(), forged.key());
                yield new ForeignRecord(
                        "a removal",
                        forged.key(),
                        ConfigCodec.encode(environment, ChangeKind.REMOVED, removed));
            }
        };
    }

    /** One that nobody may take for ingest's. */
    static ForeignRecord invalid(EnvironmentId environment, LogState log, Random dice) {
        Position next = ahead(log.position(), 1);
        FlagDocument forged = forged(log.anyFlag(dice), dice);
        LogRecord good = saved("", environment, next, forged).record();
        byte[] key = good.key();
        byte[] garbage = bytes("{\"feature\":");
        var others =
                List.of(
                        new ForeignRecord(
                                "garbage",
                                forged.key(),
                                new LogRecord(key, garbage, good.headers())),
                        new ForeignRecord(
                                "a flag without headers",
                                forged.key(),
                                new LogRecord(key, good.value(), Map.of())),
                        new ForeignRecord(
                                "a removal without headers",
                                forged.key(),
                                new LogRecord(key, null, Map.of())),
                        new ForeignRecord(
                                "a flag under the key of no document",
                                forged.key(),
                                new LogRecord(
                                        bytes("flags:dark_mode"), good.value(), good.headers())),
                        unlike("a flag of another environment", good, forged, "environment", "x"),
                        saved(
                                "a flag of an epoch of nobody",
                                environment,
                                new Position(EPOCH_OF_NOBODY, next.revision()),
                                forged),
                        saved("a flag of an old revision", environment, old(log), forged));
        return others.get(dice.nextInt(others.size()));
    }

    private static Position ahead(Position position, long revisions) {
        return new Position(position.epoch(), position.revision() + revisions);
    }

    private static Position old(LogState log) {
        Position position = log.position();
        return new Position(position.epoch(), Math.max(1, position.revision() / 2));
    }

    private static FlagDocument forged(String flag, Random dice) {
        return FlagFixture.flag(flag)
                .on()
                .version(1_000 + dice.nextInt(1_000))
                .with(json -> json.put("forged", dice.nextInt()))
                .document();
    }

    private static ForeignRecord saved(
            String words, EnvironmentId environment, Position position, FlagDocument flag) {
        var change = new Change.Saved(position, System.currentTimeMillis(), flag);
        return new ForeignRecord(
                words, flag.key(), ConfigCodec.encode(environment, ChangeKind.REPLACED, change));
    }

    private static ForeignRecord unlike(
            String words, LogRecord good, FlagDocument flag, String header, String value) {
        var headers = new HashMap<>(good.headers());
        headers.put(header, bytes(value));
        return new ForeignRecord(
                words, flag.key(), new LogRecord(good.key(), good.value(), headers));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

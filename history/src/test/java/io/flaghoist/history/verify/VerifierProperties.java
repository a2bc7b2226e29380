package io.flaghoist.history.verify;

import static io.flaghoist.history.sample.SampleLog.source;
import static io.flaghoist.history.sample.Tampering.changed;
import static io.flaghoist.history.sample.Tampering.header;
import static io.flaghoist.history.sample.Tampering.json;
import static io.flaghoist.history.sample.Tampering.swapped;
import static io.flaghoist.history.sample.Tampering.value;
import static io.flaghoist.history.sample.Tampering.with;
import static io.flaghoist.history.sample.Tampering.without;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.history.sample.SampleLog;
import io.flaghoist.history.sample.Tampering;
import io.flaghoist.history.verify.Finding.Kind;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever is done to one record of whatever log, it is found, and it alone is named. */
class VerifierProperties {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("prod");

    private static SampleLog random(Random dice, int changes) {
        var log = new SampleLog(ENVIRONMENT);
        for (int i = 1; i <= changes; i++) {
            change(log, dice, i);
            if (dice.nextInt(12) == 0) {
                log.newWriter();
            }
        }
        return log;
    }

    private static void change(SampleLog log, Random dice, int i) {
        String name = "d" + dice.nextInt(4);
        switch (dice.nextInt(5)) {
            case 0 -> removeOrSave(log, new DocumentKey.OfFlag(name), i);
            case 1 -> log.save(segment(name).version(i).document());
            default -> log.save(flag(name).version(i).document());
        }
    }

    private static void removeOrSave(SampleLog log, DocumentKey.OfFlag key, int i) {
        if (log.has(key)) {
            log.remove(key);
        } else {
            log.save(flag(key.identifier()).version(i).document());
        }
    }

    private static Verdict verify(
            List<StoredRecord> history, List<StoredRecord> config, Expectations expectations)
            throws LogUnavailableException {
        return Verifier.verify(
                ENVIRONMENT, source(history), source(config), expectations, Progress.NONE);
    }

    @Property(tries = 60)
    void an_untouched_log_never_gives_a_finding(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 60) int changes)
            throws LogUnavailableException {
        var dice = new Random(seed);
        SampleLog log = random(dice, changes);
        Verdict verdict =
                verify(log.history(), log.compacted(), Expectations.NONE.with(log.status()));
        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.notices()).isEmpty();
        assertThat(verdict.compared()).isEqualTo(log.compacted().size());
        // Nor does what was read while ingest wrote, whichever half was seen when.
        int seen = dice.nextInt(changes + 1);
        assertThat(
                        verify(
                                        log.history(),
                                        SampleLog.compacted(log.config().subList(0, seen)),
                                        Expectations.NONE)
                                .findings())
                .allMatch(it -> it.kind() == Kind.MISSING && it.revision() > seen);
    }

    @Property(tries = 150)
    void one_altered_record_is_found_and_named(@ForAll long seed) throws LogUnavailableException {
        var dice = new Random(seed);
        SampleLog log = random(dice, 2 + dice.nextInt(40));
        int at = dice.nextInt(log.history().size());
        assertNamed(log, changed(log.history(), at, r -> alter(r, dice)), at, at);
    }

    private static StoredRecord alter(StoredRecord record, Random dice) {
        return switch (dice.nextInt(9)) {
            case 0 -> json(it -> it.put("cause", "telepathy")).apply(record);
            case 1 -> json(it -> it.put("upstreamVersion", 4_711)).apply(record);
            case 2 -> json(it -> it.put("previousHash", "e".repeat(64))).apply(record);
            case 3 -> json(it -> it.put("revision", dice.nextInt(60) + 100)).apply(record);
            case 4 -> json(it -> it.put("epoch", 99)).apply(record);
            case 5 -> json(VerifierProperties::alterDocument).apply(record);
            case 6 -> header("sha256", "f".repeat(64)).apply(record);
            case 7 -> value("{".getBytes(StandardCharsets.UTF_8)).apply(record);
            default -> json(it -> it.put("identifier", "elsewhere")).apply(record);
        };
    }

    private static void alterDocument(ObjectNode tree) {
        String side = tree.has("after") ? "after" : "before";
        tree.withObject("/" + side + "/document").put("version", 4_712);
    }

    @Property(tries = 60)
    void one_missing_record_is_found_and_named(@ForAll long seed) throws LogUnavailableException {
        var dice = new Random(seed);
        SampleLog log = random(dice, 3 + dice.nextInt(40));
        int at = 1 + dice.nextInt(log.history().size() - 1);
        Verdict verdict =
                verify(
                        without(log.history(), at),
                        log.compacted(),
                        Expectations.NONE.with(log.status()));
        assertThat(verdict.findings())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.kind()).isEqualTo(Kind.MISSING);
                    assertThat(it.revision()).isEqualTo(at + 1);
                    assertThat(it.lastRevision()).isEqualTo(at + 1);
                });
    }

    @Property(tries = 100)
    void one_inserted_record_is_found_and_named(@ForAll long seed) throws LogUnavailableException {
        var dice = new Random(seed);
        SampleLog log = random(dice, 2 + dice.nextInt(40));
        int of = dice.nextInt(log.history().size());
        int at = dice.nextInt(log.history().size() + 1);
        StoredRecord record = log.history().get(of);
        if (dice.nextBoolean()) {
            record = json(it -> it.put("upstreamVersion", 4_711)).apply(record);
        }
        // Of two equal neighbours nobody can say which was there first.
        assertNamed(log, with(log.history(), at, record), at, of == at ? at + 1 : at);
    }

    @Property(tries = 100)
    void two_swapped_records_are_found_and_one_is_named(@ForAll long seed)
            throws LogUnavailableException {
        var dice = new Random(seed);
        SampleLog log = random(dice, 2 + dice.nextInt(40));
        int one = dice.nextInt(log.history().size());
        int other = dice.nextInt(log.history().size());
        if (one == other) {
            return;
        }
        Verdict verdict =
                verify(
                        swapped(log.history(), one, other),
                        log.compacted(),
                        Expectations.NONE.with(log.status()));
        assertThat(verdict.findings())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.kind()).isEqualTo(Kind.INSERTED);
                    assertThat(it.place().offset()).isIn((long) one, (long) other);
                });
    }

    @Property(tries = 60)
    void one_altered_record_of_the_config_topic_is_found_and_named(@ForAll long seed)
            throws LogUnavailableException {
        var dice = new Random(seed);
        SampleLog log = random(dice, 2 + dice.nextInt(40));
        List<StoredRecord> config = Tampering.laid(log.compacted());
        int at = dice.nextInt(config.size());
        if (config.get(at).content().value() == null) {
            return; // a removal that edges would skip harms nobody
        }
        StoredRecord forged =
                header("revision", Integer.toString(dice.nextInt(40) + 1)).apply(config.get(at));
        if (dice.nextBoolean()) {
            forged = value("{}".getBytes(StandardCharsets.UTF_8)).apply(config.get(at));
        }
        var tampered = new ArrayList<>(config);
        tampered.set(at, forged);
        if (same(forged, config.get(at))) {
            return;
        }
        Verdict verdict = verify(log.history(), tampered, Expectations.NONE.with(log.status()));
        assertThat(verdict.findings()).isNotEmpty();
    }

    private static boolean same(StoredRecord one, StoredRecord other) {
        return Arrays.equals(one.content().value(), other.content().value())
                && new String(
                                Objects.requireNonNull(one.content().headers().get("revision")),
                                StandardCharsets.UTF_8)
                        .equals(
                                new String(
                                        Objects.requireNonNull(
                                                other.content().headers().get("revision")),
                                        StandardCharsets.UTF_8));
    }

    private static void assertNamed(
            SampleLog log, List<StoredRecord> tampered, long from, long orFrom)
            throws LogUnavailableException {
        Verdict verdict = verify(tampered, log.compacted(), Expectations.NONE.with(log.status()));
        assertThat(verdict.findings())
                .singleElement()
                .satisfies(it -> assertThat(it.place().offset()).isIn(from, orFrom));
        assertThat(verdict.findingCount()).isEqualTo(1);
    }
}

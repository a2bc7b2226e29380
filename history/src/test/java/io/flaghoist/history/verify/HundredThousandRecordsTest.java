package io.flaghoist.history.verify;

import static io.flaghoist.history.sample.SampleLog.source;
import static io.flaghoist.history.sample.Tampering.changed;
import static io.flaghoist.history.sample.Tampering.json;
import static io.flaghoist.history.sample.Tampering.swapped;
import static io.flaghoist.history.sample.Tampering.with;
import static io.flaghoist.history.sample.Tampering.without;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.history.sample.SampleLog;
import io.flaghoist.history.verify.Finding.Kind;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.KeyType;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One record of 100 000 is altered, dropped, inserted or swapped (threats-and-faults.md, D12). */
class HundredThousandRecordsTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("prod");
    private static final int RECORDS = 100_000;
    private static final int AT = 61_803;
    private static final SampleLog LOG = written();

    private static SampleLog written() {
        var log = new SampleLog(ENVIRONMENT);
        List<HashedApiKey> keys =
                IntStream.range(0, 100).mapToObj(i -> HashedApiKey.of("key-" + i)).toList();
        for (int i = 0; i < RECORDS; i++) {
            if (i % 10_000 == 9_999) {
                log.newWriter();
            }
            String name = "name " + i;
            log.save(ApiKeyDocument.of(keys.get(i % keys.size()), KeyType.SERVER, "", name));
        }
        return log;
    }

    private static Verdict verify(List<StoredRecord> history) throws LogUnavailableException {
        return Verifier.verify(
                ENVIRONMENT,
                source(history),
                source(LOG.compacted()),
                Expectations.NONE.with(LOG.status()),
                Progress.NONE);
    }

    private static void assertOne(Verdict verdict, Kind kind, long revision, long offset) {
        assertThat(verdict.findingCount()).isEqualTo(1);
        assertThat(verdict.findings())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.kind()).isEqualTo(kind);
                    assertThat(it.revision()).isEqualTo(revision);
                    assertThat(it.place().offset()).isEqualTo(offset);
                });
    }

    @Test
    void none_is_touched() throws LogUnavailableException {
        Verdict verdict = verify(LOG.history());
        assertThat(verdict.isIntact()).isTrue();
        assertThat(verdict.records()).isEqualTo(RECORDS);
    }

    @Test
    void one_is_altered() throws LogUnavailableException {
        assertOne(
                verify(changed(LOG.history(), AT, json(it -> it.put("upstreamVersion", 1)))),
                Kind.ALTERED,
                AT + 1,
                AT);
    }

    @Test
    void one_is_dropped() throws LogUnavailableException {
        assertOne(verify(without(LOG.history(), AT)), Kind.MISSING, AT + 1, AT);
    }

    @Test
    void one_is_inserted() throws LogUnavailableException {
        StoredRecord forged = json(it -> it.put("upstreamVersion", 1)).apply(LOG.history().get(AT));
        assertOne(verify(with(LOG.history(), AT, forged)), Kind.INSERTED, AT + 1, AT);
    }

    @Test
    void one_is_swapped_with_another() throws LogUnavailableException {
        Verdict verdict = verify(swapped(LOG.history(), 1_000, AT));
        assertOne(verdict, Kind.INSERTED, AT + 1, 1_000);
    }
}

package io.flaghoist.schemas.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.json.JsonFlaw;
import io.flaghoist.schemas.json.JsonZone;
import io.flaghoist.schemas.metrics.MetricsJson.BatchForm;
import io.flaghoist.schemas.metrics.MetricsJson.GroupForm;
import io.flaghoist.schemas.metrics.MetricsJson.LastEvaluatedForm;
import io.flaghoist.schemas.metrics.MetricsJson.RejectedForm;
import io.flaghoist.schemas.record.Headers;
import io.flaghoist.schemas.record.LogRecord;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Metrics as records of their topics, keyed by environment, except {@link LastEvaluated}, which is
 * keyed {@code <environment>/<feature>}. Reading never throws; thread-safe.
 */
public final class MetricsCodec {
    private MetricsCodec() {}

    /** The record of the metrics topic. */
    public static LogRecord encode(MetricsGroup group) {
        return record(group.environment().value(), group.environment(), GroupForm.of(group));
    }

    /** The record of the metrics-batches topic. */
    public static LogRecord encode(MetricsBatch batch) {
        return record(batch.environment().value(), batch.environment(), BatchForm.of(batch));
    }

    /** The record of the metrics-rejected topic. */
    public static LogRecord encode(RejectedBatch rejected) {
        EnvironmentId environment = rejected.batch().environment();
        return record(environment.value(), environment, RejectedForm.of(rejected));
    }

    /** The record of the last-evaluated topic. */
    public static LogRecord encode(LastEvaluated last) {
        String key = last.environment() + "/" + last.feature();
        return record(key, last.environment(), LastEvaluatedForm.of(last));
    }

    /** Reads a record of the metrics topic. */
    public static DecodedMetrics<MetricsGroup> decodeGroup(LogRecord record) {
        return decode(
                record,
                GroupForm.class,
                GroupForm::group,
                (key, group) -> key.equals(group.environment().value()));
    }

    /** Reads a record of the metrics-batches topic. */
    public static DecodedMetrics<MetricsBatch> decodeBatch(LogRecord record) {
        return decode(
                record,
                BatchForm.class,
                BatchForm::batch,
                (key, batch) -> key.equals(batch.environment().value()));
    }

    /** Reads a record of the metrics-rejected topic. */
    public static DecodedMetrics<RejectedBatch> decodeRejected(LogRecord record) {
        return decode(
                record,
                RejectedForm.class,
                RejectedForm::rejected,
                (key, rejected) -> key.equals(rejected.batch().environment().value()));
    }

    /** Reads a record of the last-evaluated topic. */
    public static DecodedMetrics<LastEvaluated> decodeLastEvaluated(LogRecord record) {
        return decode(
                record,
                LastEvaluatedForm.class,
                LastEvaluatedForm::last,
                (key, last) -> key.equals(last.environment() + "/" + last.feature()));
    }

    private static LogRecord record(String key, EnvironmentId environment, Object form) {
        return new LogRecord(
                key.getBytes(StandardCharsets.UTF_8), Json.write(form), Headers.of(environment));
    }

    private static <F, T> DecodedMetrics<T> decode(
            LogRecord record,
            Class<F> form,
            Function<F, T> meaning,
            BiPredicate<String, T> fitsKey) {
        byte[] key = record.key();
        String text = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        int slash = text.indexOf('/');
        String environment = slash < 0 ? text : text.substring(0, slash);
        if (!EnvironmentId.isValid(environment)) {
            return new DecodedMetrics.Unreadable<>("the key names no environment");
        }
        Optional<String> strange =
                Headers.strange(new EnvironmentId(environment), record.headers());
        if (strange.isPresent()) {
            return new DecodedMetrics.Unreadable<>(strange.get());
        }
        byte[] value = record.value();
        if (value == null) {
            return new DecodedMetrics.Unreadable<>("there is no value");
        }
        return read(value, form, meaning, read -> fitsKey.test(text, read));
    }

    private static <F, T> DecodedMetrics<T> read(
            byte[] value, Class<F> form, Function<F, T> meaning, Predicate<T> fits) {
        try {
            F read = JsonZone.UNTRUSTED.read(value, form);
            if (read == null) {
                return new DecodedMetrics.Unreadable<>("the value is null");
            }
            T meant = meaning.apply(read);
            return fits.test(meant)
                    ? new DecodedMetrics.Understood<>(meant)
                    : new DecodedMetrics.Unreadable<>("the value is of another key");
        } catch (JsonProcessingException e) {
            return new DecodedMetrics.Unreadable<>(
                    "the value cannot be read: " + JsonFlaw.of(e).words());
        } catch (IllegalArgumentException e) {
            return new DecodedMetrics.Unreadable<>(String.valueOf(e.getMessage()));
        }
    }
}

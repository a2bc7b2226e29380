package io.flaghoist.aggregator.topology;

import io.flaghoist.aggregator.metrics.AggregatorMetrics;
import io.flaghoist.aggregator.settings.WindowSettings;
import io.flaghoist.aggregator.window.LastDay;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.LastEvaluated;
import io.flaghoist.schemas.metrics.MetricsBatch;
import io.flaghoist.schemas.metrics.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Writes for each flag the last window in which it was evaluated, and how often in the day before.
 * State that is a day old is deleted here; the topic keeps the flag's last record.
 */
final class KeepLastEvaluated
        implements Processor<EnvironmentId, MetricsBatch, String, LastEvaluated> {
    static final String STORE = "evaluated";

    private static final Duration SWEEP = Duration.ofMinutes(10);

    private final WindowSettings settings;
    private final AggregatorMetrics metrics;
    private final Map<EnvironmentId, Integer> flags = new HashMap<>();
    private ProcessorContext<String, LastEvaluated> context;
    private KeyValueStore<Bytes, byte[]> store;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    KeepLastEvaluated(WindowSettings settings, AggregatorMetrics metrics) {
        this.settings = settings;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<String, LastEvaluated> context) {
        this.context = context;
        this.store = context.getStateStore(STORE);
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            while (all.hasNext()) {
                flags.merge(environment(all.next().key), 1, Integer::sum);
            }
        }
        var _ = context.schedule(SWEEP, PunctuationType.WALL_CLOCK_TIME, this::sweep);
    }

    @Override
    public void process(Record<EnvironmentId, MetricsBatch> record) {
        MetricsBatch batch = record.value();
        var byFlag = new TreeMap<String, Map<String, Long>>();
        for (Usage usage : batch.usages()) {
            byFlag.computeIfAbsent(usage.key().feature(), _ -> new TreeMap<>())
                    .merge(usage.key().variation(), usage.count(), KeepLastEvaluated::sum);
        }
        byFlag.forEach((flag, counts) -> keep(batch, flag, counts, record.timestamp()));
    }

    private void keep(MetricsBatch batch, String flag, Map<String, Long> counts, long timestamp) {
        EnvironmentId environment = batch.environment();
        String name = environment + "/" + flag;
        Bytes key = Bytes.wrap(name.getBytes(StandardCharsets.UTF_8));
        byte[] known = store.get(key);
        if (known == null) {
            if (flags.getOrDefault(environment, 0) >= settings.maxFlags()) {
                metrics.lastEvaluatedOverflow(environment);
                return;
            }
            flags.merge(environment, 1, Integer::sum);
        }
        LastDay before = known == null ? LastDay.EMPTY : LastDay.read(known);
        LastDay day = before.plus(batch.windowEnd(), counts);
        store.put(key, day.bytes());
        var last = new LastEvaluated(environment, flag, batch.windowEnd(), day.byVariation());
        context.forward(new Record<>(name, last, timestamp));
    }

    private static long sum(long one, long other) {
        long sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private static EnvironmentId environment(Bytes key) {
        String name = new String(key.get(), StandardCharsets.UTF_8);
        return new EnvironmentId(name.substring(0, name.indexOf('/')));
    }

    private void sweep(long now) {
        var over = new ArrayList<Bytes>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> next = all.next();
                if (LastDay.read(next.value).isOver(now)) {
                    over.add(next.key);
                }
            }
        }
        for (Bytes key : over) {
            var _ = store.delete(key);
            flags.computeIfPresent(environment(key), (_, count) -> count > 1 ? count - 1 : null);
        }
    }
}

package io.flaghoist.aggregator.topology;

import io.flaghoist.aggregator.metrics.AggregatorMetrics;
import io.flaghoist.aggregator.settings.WindowSettings;
import io.flaghoist.aggregator.window.BatchCutter;
import io.flaghoist.aggregator.window.BatchLimits;
import io.flaghoist.aggregator.window.WindowEntry;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.metrics.MetricsBatch;
import io.flaghoist.schemas.metrics.MetricsGroup;
import io.flaghoist.schemas.metrics.SeenTarget;
import io.flaghoist.schemas.metrics.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Adds up what arrives in a window of the wall clock, and writes it as batches once the window has
 * passed, whether or not anything arrives then. A window that is full is written early.
 */
final class Sum implements Processor<EnvironmentId, MetricsGroup, EnvironmentId, MetricsBatch> {
    static final String STORE = "windows";

    private static final Duration LOOK = Duration.ofSeconds(1);

    /** What is more is written a second later: one transaction must end long before its timeout. */
    private static final int MAX_ENTRIES_AT_ONCE = 100_000;

    private final WindowSettings settings;
    private final AggregatorMetrics metrics;
    private final OpenWindows open;
    private ProcessorContext<EnvironmentId, MetricsBatch> context;
    private KeyValueStore<Bytes, byte[]> store;
    private long lastClosing;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else
    Sum(WindowSettings settings, AggregatorMetrics metrics) {
        this.settings = settings;
        this.metrics = metrics;
        this.open = new OpenWindows(metrics);
    }

    @Override
    public void init(ProcessorContext<EnvironmentId, MetricsBatch> context) {
        this.context = context;
        this.store = context.getStateStore(STORE);
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> next = all.next();
                open.found(WindowEntry.read(next.key.get(), next.value));
            }
        }
        var _ = context.schedule(LOOK, PunctuationType.WALL_CLOCK_TIME, this::closeWindows);
    }

    @Override
    public void process(Record<EnvironmentId, MetricsGroup> record) {
        MetricsGroup group = record.value();
        EnvironmentId environment = group.environment();
        long now = context.currentSystemTimeMs();
        long start = now - Math.floorMod(now, settings.length().toMilliseconds());
        for (Usage usage : group.usages()) {
            add(new WindowEntry.Used(start, environment, usage));
            closeIfFull(start, environment, now);
        }
        for (SeenTarget target : group.targets()) {
            add(new WindowEntry.Seen(start, environment, target));
            closeIfFull(start, environment, now);
        }
        metrics.merged(group);
        open.report(environment);
    }

    private void add(WindowEntry entry) {
        Bytes key = Bytes.wrap(entry.key());
        byte[] held = store.get(key);
        if (held == null) {
            store.put(key, entry.value());
            open.found(entry);
            return;
        }
        store.put(key, merged(WindowEntry.read(key.get(), held), entry).value());
        open.added(entry);
    }

    /** Counts add up; of a target the latest is kept. */
    private static WindowEntry merged(WindowEntry held, WindowEntry later) {
        return held instanceof WindowEntry.Used(var start, var environment, var known)
                        && later instanceof WindowEntry.Used(_, _, var usage)
                ? new WindowEntry.Used(start, environment, known.plus(usage))
                : later;
    }

    private void closeIfFull(long start, EnvironmentId environment, long now) {
        if (open.keys(environment, start) < settings.maxKeys()) {
            return;
        }
        metrics.closedEarly(environment);
        Bytes prefix = Bytes.wrap(WindowEntry.prefix(start, environment));
        try (var entries = store.prefixScan(prefix.get(), new ByteArraySerializer())) {
            write(read(entries), now, now);
        }
        context.commit();
    }

    private void closeWindows(long now) {
        long passed = now - settings.length().toMilliseconds();
        Bytes from = Bytes.wrap(WindowEntry.before(0));
        Bytes to = Bytes.wrap(WindowEntry.before(passed + 1));
        var ended = new ArrayList<WindowEntry>();
        int written = 0;
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(from, to)) {
            while (entries.hasNext() && written < MAX_ENTRIES_AT_ONCE) {
                KeyValue<Bytes, byte[]> next = entries.next();
                WindowEntry entry = WindowEntry.read(next.key.get(), next.value);
                if (!ended.isEmpty() && !isSameWindow(ended.getFirst(), entry)) {
                    written += ended.size();
                    write(ended, endOf(ended.getFirst()), now);
                    ended.clear();
                }
                if (written < MAX_ENTRIES_AT_ONCE) {
                    ended.add(entry);
                }
            }
        }
        if (!ended.isEmpty()) {
            written += ended.size();
            write(ended, endOf(ended.getFirst()), now);
        }
        if (written > 0) {
            context.commit();
        }
    }

    private long endOf(WindowEntry entry) {
        return entry.windowStart() + settings.length().toMilliseconds();
    }

    private static boolean isSameWindow(WindowEntry one, WindowEntry other) {
        return one.windowStart() == other.windowStart()
                && one.environment().equals(other.environment());
    }

    private static List<WindowEntry> read(KeyValueIterator<Bytes, byte[]> entries) {
        var read = new ArrayList<WindowEntry>();
        while (entries.hasNext()) {
            KeyValue<Bytes, byte[]> next = entries.next();
            read.add(WindowEntry.read(next.key.get(), next.value));
        }
        return read;
    }

    /** Writes what one environment's window holds, and forgets it. */
    private void write(List<WindowEntry> entries, long windowEnd, long now) {
        WindowEntry first = entries.getFirst();
        EnvironmentId environment = first.environment();
        lastClosing = Math.max(now, lastClosing + 1);
        var cutter =
                new BatchCutter(
                        environment,
                        first.windowStart(),
                        windowEnd,
                        lastClosing,
                        BatchLimits.OF_SAAS);
        entries.forEach(cutter::add);
        for (MetricsBatch batch : cutter.finish()) {
            metrics.batched(batch);
            context.forward(new Record<>(environment, batch, now));
        }
        for (WindowEntry entry : entries) {
            var _ = store.delete(Bytes.wrap(entry.key()));
        }
        open.closed(environment, first.windowStart());
        open.report(environment);
    }

    @Override
    public void close() {
        open.close();
    }
}

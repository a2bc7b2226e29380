package io.flaghoist.edge.target.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.TargetCodec;
import io.flaghoist.schemas.record.TargetRecord;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Fills a store by way of the edge's own code, and says what it took. */
public final class TargetLoadMain {
    private static final EnvironmentId ENVIRONMENT =
            new EnvironmentId("0b1c2d3e-0000-4000-8000-00000000000a");
    private static final int BATCH = 5_000;
    private static final int LOOKUPS = 100_000;

    private final EdgeMeters meters = new EdgeMeters();
    private final TargetMeters targetMeters = new TargetMeters(meters.meters());
    private final RecentTargets recent =
            new RecentTargets(
                    new PrivateAttributes(Set.of()), 16 << 20, Duration.ofDays(30), targetMeters);
    private final TargetRecords records = new TargetRecords(List.of(recent), targetMeters);
    private final Path folder;
    private final int targets;
    private final Random random = new Random(4711);
    private long values;

    private TargetLoadMain(Path folder, int targets) {
        this.folder = folder;
        this.targets = targets;
    }

    /**
     * Says one line: {@code figures name=value …}; bytes, seconds, microseconds.
     *
     * @param arguments a folder for the store, and how many targets
     */
    public static void main(String[] arguments) throws Exception {
        new TargetLoadMain(Path.of(arguments[0]), Integer.parseInt(arguments[1])).run();
    }

    private void run() throws Exception {
        double seconds;
        try (TargetStore store = store()) {
            seconds = load(store);
        }
        long began = System.nanoTime();
        try (TargetStore store = store()) {
            double openMillis = (System.nanoTime() - began) / 1e6;
            var local = new LocalTargets(recent, Optional.of(store), targetMeters);
            String hits = lookUp("hit", local, i -> "user-" + i);
            String misses = lookUp("miss", local, i -> "nobody-" + i);
            System.gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            System.out.printf(
                    Locale.ROOT,
                    "figures heap=%d rss=%d disk=%d values=%d seconds=%.3f openMillis=%.1f %s %s%n",
                    heap,
                    rss(),
                    StoreFiles.size(folder),
                    values,
                    seconds,
                    openMillis,
                    hits,
                    misses);
        }
    }

    private TargetStore store() {
        var store =
                new TargetStore(
                        folder,
                        Duration.ofDays(30),
                        4L << 30,
                        targetMeters,
                        InstantSource.system());
        if (!store.open()) {
            throw new IllegalStateException("no store in " + folder);
        }
        return store;
    }

    /** Seconds that applying took; making the records is not in it. */
    private double load(TargetStore store) throws StoreFailedException {
        long nanos = 0;
        for (int from = 0; from < targets; from += BATCH) {
            var batch = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            for (int i = from; i < Math.min(from + BATCH, targets); i++) {
                batch.add(record(i));
            }
            var notifications = new ArrayList<Runnable>();
            var progress = new Checkpoint("cluster", "topic", from + batch.size(), 0);
            long began = System.nanoTime();
            var updates = records.updates(ENVIRONMENT, batch, notifications);
            store.apply(List.of(new TargetBatch(ENVIRONMENT, updates, progress)));
            notifications.forEach(Runnable::run);
            nanos += System.nanoTime() - began;
        }
        return nanos / 1e9;
    }

    private ConsumerRecord<byte[], byte[]> record(int number) {
        var target =
                new TargetRecord(
                        "user-" + number,
                        "User " + number,
                        false,
                        attributes(number),
                        TargetRecord.Source.AUTH,
                        System.currentTimeMillis());
        LogRecord encoded = TargetCodec.encode(ENVIRONMENT, target);
        byte[] value = encoded.value();
        values += value == null ? 0 : value.length;
        var headers = new RecordHeaders();
        encoded.headers().forEach(headers::add);
        return new ConsumerRecord<>(
                "flaghoist.env.x.targets",
                0,
                number,
                target.observedAt(),
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                encoded.key(),
                value,
                headers,
                Optional.empty());
    }

    /** About 300 bytes of JSON, a third of which repeats from target to target. */
    private Map<String, JsonNode> attributes(int number) {
        return Map.of(
                "email", TextNode.valueOf("user-" + number + "@example.org"),
                "plan", TextNode.valueOf(number % 3 == 0 ? "gold" : "free"),
                "age", IntNode.valueOf(18 + random.nextInt(60)),
                "beta", BooleanNode.valueOf(random.nextInt(10) == 0),
                "account", TextNode.valueOf(letters(36)),
                "session", TextNode.valueOf(letters(48)),
                "device", TextNode.valueOf(letters(32)),
                "groups", TextNode.valueOf(letters(24) + "," + letters(24)));
    }

    private String letters(int count) {
        var text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    private String lookUp(String kind, LocalTargets local, IntFunction<String> identifier) {
        long[] nanos = new long[LOOKUPS];
        int found = 0;
        for (int round = 0; round < 2; round++) { // the first one warms up
            found = 0;
            for (int i = 0; i < LOOKUPS; i++) {
                String asked = identifier.apply(random.nextInt(targets));
                long began = System.nanoTime();
                boolean known = local.get(ENVIRONMENT, asked) != null;
                nanos[i] = System.nanoTime() - began;
                found += known ? 1 : 0;
            }
        }
        if (found != (kind.equals("hit") ? LOOKUPS : 0)) {
            throw new IllegalStateException("%s: %d found".formatted(kind, found));
        }
        Arrays.sort(nanos);
        return String.format(
                Locale.ROOT,
                "%1$sP50=%2$.2f %1$sP99=%3$.2f",
                kind,
                nanos[LOOKUPS / 2] / 1e3,
                nanos[LOOKUPS * 99 / 100] / 1e3);
    }

    /** What the system says that this process holds, in bytes. */
    private static long rss() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }
}

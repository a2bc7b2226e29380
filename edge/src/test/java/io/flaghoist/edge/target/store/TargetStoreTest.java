package io.flaghoist.edge.target.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.edge.target.store.TargetBatch.Update.Removed;
import io.flaghoist.edge.target.store.TargetBatch.Update.Saved;
import io.flaghoist.schemas.EnvironmentId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetStoreTest {
    private static final EnvironmentId A = new EnvironmentId("env-a");
    private static final EnvironmentId B = new EnvironmentId("env-b");
    private static final long LARGE = 1L << 30;

    private final MovableClock clock = new MovableClock();
    private final EdgeMeters meters = new EdgeMeters();
    private final TargetMeters targetMeters = new TargetMeters(meters.meters());
    private final List<TargetStore> opened = new ArrayList<>();

    @TempDir private Path directory;

    @AfterEach
    void close() {
        opened.forEach(TargetStore::close);
    }

    @Test
    void what_was_written_is_found_after_a_restart_and_so_is_how_far_it_goes() throws Exception {
        try (TargetStore store = open(LARGE)) {
            store.apply(List.of(batch(A, 7, saved("ann", "1")), batch(B, 3, saved("ann", "2"))));
        }

        TargetStore store = open(LARGE);

        assertThat(json(store, A, "ann")).contains("1");
        assertThat(json(store, B, "ann")).contains("2");
        assertThat(json(store, A, "an")).isEmpty();
        assertThat(store.progress(A)).contains(progress(7));
        assertThat(store.progress(new EnvironmentId("env"))).isEmpty();
        assertThat(targetMeters.applied.getLongValue()).isEqualTo(2);
    }

    @Test
    void the_last_word_of_a_batch_counts_and_a_removed_target_is_gone() throws Exception {
        TargetStore store = open(LARGE);
        store.apply(
                List.of(
                        batch(
                                A,
                                5,
                                saved("ann", "1"),
                                new Removed("ann"),
                                saved("bob", "1"),
                                new Removed("bob"),
                                saved("bob", "2"))));

        assertThat(json(store, A, "ann")).isEmpty();
        assertThat(json(store, A, "bob")).contains("2");
    }

    @Test
    void starting_over_forgets_one_environment_and_no_other() throws Exception {
        TargetStore store = open(LARGE);
        store.apply(List.of(batch(A, 7, saved("ann", "1")), batch(B, 3, saved("ann", "2"))));

        store.startOver(A, progress(0), "other_topic");

        assertThat(json(store, A, "ann")).isEmpty();
        assertThat(store.progress(A)).contains(progress(0));
        assertThat(json(store, B, "ann")).contains("2");
        assertThat(text()).contains("targets_rebuilt_total{reason=\"other_topic\"} 1.0");
    }

    @Test
    void an_old_target_is_unknown_at_once_and_leaves_the_disk_in_small_steps() throws Exception {
        TargetStore store = open(LARGE);
        store.apply(
                List.of(
                        batch(
                                A,
                                10,
                                IntStream.range(0, 10)
                                        .mapToObj(i -> saved("old-" + i, "1"))
                                        .toArray(TargetBatch.Update[]::new))));
        clock.pass(Duration.ofDays(30).plusMillis(1));
        store.apply(List.of(batch(A, 11, saved("young", "1"))));

        assertThat(json(store, A, "old-3")).isEmpty();
        assertThat(json(store, A, "young")).contains("1");

        assertThat(store.sweep(4)).isFalse();
        assertThat(store.sweep(4)).isFalse();
        assertThat(text()).contains("targets_expired_total 8.0");
        assertThat(store.sweep(4)).as("end of the round").isTrue();
        assertThat(text()).contains("targets_expired_total 10.0");
        assertThat(json(store, A, "young")).contains("1");
        assertThat(store.sweep(100)).isTrue();
        assertThat(text()).contains("targets_expired_total 10.0");
    }

    @Test
    void a_target_that_was_told_long_ago_is_not_stored_and_replaces_what_was() throws Exception {
        TargetStore store = open(LARGE);
        long longAgo = clock.millis() - Duration.ofDays(31).toMillis();
        store.apply(List.of(batch(A, 1, saved("ann", "1"))));

        store.apply(List.of(batch(A, 2, new Saved("ann", longAgo, "0".getBytes(UTF_8)))));

        assertThat(json(store, A, "ann")).isEmpty();
        assertThat(store.progress(A)).contains(progress(2));
    }

    @Test
    void a_store_that_is_rubbish_is_thrown_away_and_an_empty_one_takes_its_place()
            throws Exception {
        fillTheDisk();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] rubbish = new byte[(int) Files.size(file)];
                new Random(5).nextBytes(rubbish);
                Files.write(file, rubbish);
            }
        }

        TargetStore store = open(LARGE);

        assertThat(store.isOpen()).isTrue();
        assertThat(json(store, A, "ann-7")).isEmpty();
        assertThat(store.progress(A)).isEmpty();
        assertThat(text()).contains("targets_rebuilt_total{reason=\"damaged\"} 1.0");
        store.apply(List.of(batch(A, 1, saved("ann", "1"))));
        assertThat(json(store, A, "ann")).contains("1");
    }

    @Test
    void damage_that_a_reader_meets_is_an_unknown_target_and_then_a_new_store() throws Exception {
        fillTheDisk();
        for (Path table : tables()) {
            byte[] bytes = Files.readAllBytes(table);
            Arrays.fill(bytes, 0, bytes.length / 2, (byte) 'x'); // the index at the end stays
            Files.write(table, bytes);
        }
        TargetStore store = open(LARGE);

        assertThat(json(store, A, "ann-0")).isEmpty();
        assertThat(store.isDamaged()).isTrue();

        assertThat(store.reopen()).isTrue();
        assertThat(store.isDamaged()).isFalse();
        assertThat(store.progress(A)).isEmpty();
        assertThat(text()).contains("targets_rebuilt_total{reason=\"damaged\"} 1.0");
    }

    @Test
    void a_store_that_somebody_else_has_open_is_left_alone() throws Exception {
        TargetStore store = open(LARGE);
        store.apply(List.of(batch(A, 1, saved("ann", "1"))));

        TargetStore second = open(LARGE);

        assertThat(second.isOpen()).isFalse();
        assertThat(json(second, A, "ann")).isEmpty();
        assertThatThrownBy(() -> second.apply(List.of())).isInstanceOf(StoreFailedException.class);
        assertThat(json(store, A, "ann")).contains("1");

        store.close();
        assertThat(second.reopen()).isTrue();
        assertThat(json(second, A, "ann")).contains("1");
    }

    @Test
    void a_store_at_its_limit_says_so_and_one_below_does_not() throws Exception {
        try (TargetStore store = open(200_000)) {
            assertThat(store.isFull()).isFalse();
            store.apply(List.of(batch(A, 1, noise("ann", 200_000))));
            assertThat(store.bytes()).isGreaterThan(200_000);
            assertThat(store.isFull()).isTrue();
            assertThat(text()).contains("targets_store_full_total 1.0");
            store.apply(List.of(batch(A, 2, new Removed("ann"))));
            assertThat(text()).as("counted once").contains("targets_store_full_total 1.0");
        }
        assertThat(open(LARGE).isFull()).isFalse();
    }

    @Test
    void the_folder_is_made_with_its_parents_and_is_for_its_owner_alone() throws Exception {
        Path deep = directory.resolve("data/edge/targets");
        try (var store = new TargetStore(deep, Duration.ofDays(30), LARGE, targetMeters, clock)) {
            assertThat(store.open()).isTrue();
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(deep)))
                .isEqualTo("rwx------");
    }

    @Test
    void a_folder_that_cannot_be_is_no_store_and_no_damage() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "in the way");
        try (var store =
                new TargetStore(
                        file.resolve("targets"), Duration.ofDays(30), LARGE, targetMeters, clock)) {
            assertThat(store.open()).isFalse();
            assertThat(json(store, A, "ann")).isEmpty();
        }
        assertThat(text()).contains("targets_store_failures_total 1.0", "{reason=\"damaged\"} 0.0");
    }

    private void fillTheDisk() throws Exception {
        try (TargetStore store = open(LARGE)) {
            store.apply(
                    List.of(
                            batch(
                                    A,
                                    100,
                                    IntStream.range(0, 100)
                                            .mapToObj(i -> noise("ann-" + i, 1_000))
                                            .toArray(TargetBatch.Update[]::new))));
        }
        open(LARGE).close(); // what was in the log goes into tables
        assertThat(tables()).isNotEmpty();
    }

    private List<Path> tables() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .filter(file -> file.toFile().length() > 50_000)
                    .toList();
        }
    }

    private TargetStore open(long maxBytes) {
        var store = new TargetStore(directory, Duration.ofDays(30), maxBytes, targetMeters, clock);
        opened.add(store);
        var _ = store.open();
        return store;
    }

    private TargetBatch batch(
            EnvironmentId environment, long offset, TargetBatch.Update... updates) {
        return new TargetBatch(environment, List.of(updates), progress(offset));
    }

    private Checkpoint progress(long offset) {
        return new Checkpoint("cluster", "topic", offset, 4711);
    }

    private Saved saved(String identifier, String json) {
        return new Saved(identifier, clock.millis(), json.getBytes(UTF_8));
    }

    /** What cannot be compressed. */
    private Saved noise(String identifier, int size) {
        byte[] bytes = new byte[size];
        new Random(identifier.hashCode()).nextBytes(bytes);
        return new Saved(identifier, clock.millis(), bytes);
    }

    private static Optional<String> json(
            TargetStore store, EnvironmentId environment, String identifier) {
        return store.get(environment, identifier).map(bytes -> new String(bytes, UTF_8));
    }

    private String text() {
        return new String(meters.text(), UTF_8);
    }
}

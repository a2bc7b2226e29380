package io.flaghoist.follower;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.image.EnvironmentImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Duration MAX_AGE = Duration.ofDays(3);

    @TempDir private Path directory;

    @Test
    void a_snapshot_reads_back_as_it_was_with_positions_times_and_removals() throws IOException {
        EnvironmentImage image =
                log("env-1")
                        .observedAt(1234)
                        .serverKey("key")
                        .flag(flag("a").on())
                        .flag(flag("gone"))
                        .segment(segment("beta").including("ann"))
                        .complete()
                        .flagRemoved("gone")
                        .epoch(2)
                        .flag(flag("a").version(2))
                        .image();
        var snapshot = new Snapshot(image, new Snapshot.Origin("cluster", "topic"), 17, NOW);
        store(NOW).save(snapshot);
        assertThat(store(NOW).load()).containsExactly(snapshot);
    }

    @Test
    void every_single_flipped_byte_is_found_and_the_snapshot_discarded() throws IOException {
        store(NOW).save(snapshot());
        Path file = onlyFile();
        byte[] good = Files.readAllBytes(file);
        var random = new Random(5);
        for (int i = 0; i < 200; i++) {
            byte[] flipped = good.clone();
            flipped[random.nextInt(good.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, flipped);
            assertThat(store(NOW).load()).as("flip %d", i).isEmpty();
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void a_snapshot_cut_short_anywhere_is_discarded() throws IOException {
        store(NOW).save(snapshot());
        Path file = onlyFile();
        byte[] good = Files.readAllBytes(file);
        for (int length = 0; length < good.length; length += 97) {
            Files.write(file, java.util.Arrays.copyOf(good, length));
            assertThat(store(NOW).load()).as("cut at %d", length).isEmpty();
        }
    }

    @Test
    void a_snapshot_as_old_as_allowed_is_used_and_an_older_one_is_not() throws IOException {
        store(NOW).save(snapshot());
        assertThat(store(NOW.plus(MAX_AGE)).load()).hasSize(1);
        assertThat(store(NOW.plus(MAX_AGE).plusMillis(1)).load()).isEmpty();
    }

    @Test
    void a_new_snapshot_takes_the_place_of_the_old_one_and_leaves_nothing_beside_it()
            throws IOException {
        store(NOW).save(snapshot());
        store(NOW).save(snapshot());
        assertThat(onlyFile()).hasFileName("env-1.snapshot");
    }

    @Test
    void a_directory_that_is_not_there_holds_no_snapshots() {
        assertThat(new SnapshotStore(directory.resolve("none"), MAX_AGE, clock(NOW)).load())
                .isEmpty();
    }

    private static Snapshot snapshot() {
        EnvironmentImage image = log("env-1").flag(flag("a")).complete().image();
        return new Snapshot(image, new Snapshot.Origin("cluster", "topic"), 3, NOW);
    }

    private SnapshotStore store(Instant now) {
        return new SnapshotStore(directory, MAX_AGE, clock(now));
    }

    private static Clock clock(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findFirst().orElseThrow();
        }
    }
}

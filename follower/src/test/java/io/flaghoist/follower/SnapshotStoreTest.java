package io.flaghoist.follower;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.HeartbeatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @TempDir private Path directory;

    @Test
    void a_snapshot_reads_back_as_it_was_with_positions_times_and_removals() throws IOException {
        var snapshot =
                new Snapshot(goldenImage(), new Snapshot.Origin("cluster", "topic"), 17, NOW, null);
        store().save(snapshot);
        assertThat(store().load()).containsExactly(snapshot);
    }

    @Test
    void every_single_flipped_byte_is_found_and_the_snapshot_discarded() throws IOException {
        store().save(snapshot(NOW));
        Path file = onlyFile();
        byte[] good = Files.readAllBytes(file);
        var random = new Random(5);
        for (int i = 0; i < 200; i++) {
            byte[] flipped = good.clone();
            flipped[random.nextInt(good.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, flipped);
            assertThat(store().load()).as("flip %d", i).isEmpty();
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void a_snapshot_cut_short_anywhere_is_discarded() throws IOException {
        store().save(snapshot(NOW));
        Path file = onlyFile();
        byte[] good = Files.readAllBytes(file);
        for (int length = 0; length < good.length; length += 97) {
            Files.write(file, java.util.Arrays.copyOf(good, length));
            assertThat(store().load()).as("cut at %d", length).isEmpty();
        }
    }

    @Test
    void a_snapshot_is_read_however_old_it_is() throws IOException {
        var old = snapshot(Instant.parse("2020-01-01T00:00:00Z"));
        store().save(old);
        assertThat(store().load()).containsExactly(old);
    }

    @Test
    void it_is_known_whether_a_snapshot_is_still_there() throws IOException {
        var id = new EnvironmentId("env-1");
        assertThat(store().has(id)).as("before the directory is there").isFalse();
        store().save(snapshot(NOW));
        assertThat(store().has(id)).isTrue();
        Files.delete(directory.resolve("env-1.snapshot"));
        assertThat(store().has(id)).isFalse();
    }

    @Test
    void what_the_image_was_proven_by_reads_back() throws IOException {
        var held =
                new HeartbeatException(
                        new DocumentKey.OfFlag("a"), HeartbeatException.Kind.HELD, "waits");
        var proof = new Proof.Saved(3, 17, 2, 1_000, 2_000, new ProofExceptions(List.of(held), 4));
        var snapshot =
                new Snapshot(snapshot(NOW).image(), new Snapshot.Origin("c", "t"), 3, NOW, proof);
        store().save(snapshot);
        assertThat(store().load()).singleElement().returns(proof, Snapshot::proof);
    }

    @Test
    void versions_that_upstream_gave_and_those_of_what_is_gone_read_back() throws IOException {
        EnvironmentImage image =
                log("env-1")
                        .complete()
                        .saved(flag("a").version(3).document().servedAs(9))
                        .complete()
                        .flagRemoved("gone", 41)
                        .image();
        store().save(new Snapshot(image, new Snapshot.Origin("c", "t"), 3, NOW, null));
        assertThat(store().load())
                .singleElement()
                .satisfies(read -> {
                    assertThat(requireNonNull(read.image().flag("a")).upstreamVersion())
                            .isEqualTo(3);
                    assertThat(read.image().lastServed(new DocumentKey.OfFlag("gone")))
                            .hasValue(41);
                    assertThat(read.image().completeSince()).isEqualTo(1);
                });
    }

    @Test
    void a_snapshot_of_the_version_before_reads_back_and_proves_nothing() throws IOException {
        byte[] golden;
        try (InputStream in =
                requireNonNull(getClass().getResourceAsStream("/snapshots/version-1.snapshot"))) {
            golden = in.readAllBytes();
        }
        Files.write(directory.resolve("env-1.snapshot"), golden);
        EnvironmentImage image = goldenImage();
        assertThat(store().load())
                .singleElement()
                .satisfies(read -> {
                    assertThat(read.image()).isEqualTo(image);
                    assertThat(read.proof()).isNull();
                    assertThat(read.offset()).isEqualTo(17);
                    assertThat(read.asOf()).isEqualTo(NOW);
                });
    }

    /** What a build of the version before wrote into the golden file. */
    private static EnvironmentImage goldenImage() {
        return log("env-1")
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
    }

    @Test
    void a_new_snapshot_takes_the_place_of_the_old_one_and_leaves_nothing_beside_it()
            throws IOException {
        store().save(snapshot(NOW));
        store().save(snapshot(NOW));
        assertThat(onlyFile()).hasFileName("env-1.snapshot");
    }

    @Test
    void a_directory_that_is_not_there_holds_no_snapshots() {
        assertThat(new SnapshotStore(directory.resolve("none")).load()).isEmpty();
    }

    private static Snapshot snapshot(Instant asOf) {
        EnvironmentImage image = log("env-1").flag(flag("a")).complete().image();
        return new Snapshot(image, new Snapshot.Origin("cluster", "topic"), 3, asOf, null);
    }

    private SnapshotStore store() {
        return new SnapshotStore(directory);
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

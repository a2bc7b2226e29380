package io.flaghoist.edge.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.schemas.EnvironmentId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("env-a");

    private final EdgeMeters meters = new EdgeMeters();
    private final UsageMeters usageMeters = new UsageMeters(meters.registry());

    @TempDir private Path directory;

    private Spool open(long maxBytes) throws IOException {
        var spool = new Spool(directory, maxBytes, usageMeters);
        spool.open();
        return spool;
    }

    private static EncodedGroup group(String name) {
        return new EncodedGroup(
                ENVIRONMENT, 1_000, 3, ("{\"id\":\"" + name + "\"}").getBytes(UTF_8));
    }

    /** Everything that a spool has, in the order in which it would be sent. */
    private static List<String> drain(Spool spool) throws IOException {
        var all = new ArrayList<String>();
        for (var next = spool.take(); next.isPresent(); next = spool.take()) {
            Spool.read(next.get()).forEach(group -> all.add(name(group)));
            spool.done(next.get());
        }
        return all;
    }

    private static String name(EncodedGroup group) {
        assertThat(group.environment()).isEqualTo(ENVIRONMENT);
        assertThat(group.closedAt()).isEqualTo(1_000);
        assertThat(group.evaluations()).isEqualTo(3);
        String json = new String(group.json(), UTF_8);
        return json.substring(7, json.length() - 2);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private String metrics() {
        return new String(meters.text(), UTF_8);
    }

    @Test
    void what_was_appended_is_there_after_the_process_died_oldest_first() throws IOException {
        Spool killed = open(1 << 20); // and never closed
        killed.append(List.of(group("a"), group("b")));
        killed.append(List.of(group("c")));

        Spool next = open(1 << 20);
        assertThat(next.groups()).isEqualTo(3);
        assertThat(next.oldestAt()).contains(1_000L);
        next.append(List.of(group("d")));

        assertThat(drain(next)).containsExactly("a", "b", "c", "d");
        assertThat(next.bytes()).isZero();
        assertThat(files()).isEmpty();
        assertThat(metrics()).contains("flaghoist_edge_usage_groups_found_total 3.0");
    }

    @Test
    void a_file_that_is_torn_at_any_byte_gives_what_is_before_and_nothing_else()
            throws IOException {
        Spool spool = open(1 << 20);
        spool.append(List.of(group("a")));
        long first = spool.bytes();
        spool.append(List.of(group("b")));
        spool.close();
        Path file = files().getFirst();
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));

            Spool next = open(1 << 20);
            next.append(List.of(group("new")));
            assertThat(drain(next))
                    .as("cut at %d", length)
                    .isEqualTo(length < first ? List.of("new") : List.of("a", "new"));
        }
        assertThat(metrics()).contains("flaghoist_edge_usage_spool_cuts_total{kind=\"torn\"}");
    }

    @Test
    void a_file_with_any_byte_changed_is_cut_there_and_nothing_wrong_is_read() throws IOException {
        Spool spool = open(1 << 20);
        spool.append(List.of(group("a")));
        long first = spool.bytes();
        spool.append(List.of(group("b"), group("c")));
        spool.close();
        Path file = files().getFirst();
        byte[] whole = Files.readAllBytes(file);
        long second = first + (whole.length - first) / 2;
        for (int at = 0; at < whole.length; at++) {
            for (int flip : new int[] {1, 0x80, 0xFF}) {
                byte[] bad = whole.clone();
                bad[at] = (byte) (bad[at] ^ flip);
                Files.write(file, bad);

                Spool next = open(1 << 20);
                assertThat(next.damage()).as("byte %d", at).hasSize(1);
                List<String> expected =
                        at < first ? List.of() : at < second ? List.of("a") : List.of("a", "b");
                assertThat(drain(next)).as("byte %d", at).isEqualTo(expected);
            }
        }
    }

    @Test
    void when_it_is_full_the_oldest_give_way_and_are_counted() throws IOException {
        long one = Frame.of(group("g000")).remaining();
        Spool spool = open(32 * one);
        for (int i = 0; i < 100; i++) {
            spool.append(List.of(group("g%03d".formatted(i))));
            assertThat(spool.bytes()).isLessThanOrEqualTo(32 * one);
        }

        List<String> left = drain(spool);
        assertThat(left).hasSizeBetween(30, 32).endsWith("g098", "g099").isSorted();
        int dropped = 100 - left.size();
        assertThat(metrics())
                .contains(
                        "flaghoist_edge_usage_groups_dropped_total{reason=\"full\"} "
                                + dropped
                                + ".0",
                        "flaghoist_edge_usage_evaluations_dropped_total " + 3 * dropped + ".0");
    }

    @Test
    void what_is_on_its_way_to_kafka_is_not_dropped() throws IOException {
        long one = Frame.of(group("g000")).remaining();
        Spool spool = open(4 * one);
        spool.append(List.of(group("g000")));
        SpoolSegment taken = spool.take().orElseThrow();
        for (int i = 1; i < 10; i++) {
            spool.append(List.of(group("g%03d".formatted(i))));
        }

        assertThat(Spool.read(taken)).hasSize(1);
        spool.giveBack(taken);
        assertThat(drain(spool)).containsExactly("g000", "g007", "g008", "g009");
    }

    @Test
    void a_batch_that_could_never_fit_is_refused_and_leaves_nothing_behind() throws IOException {
        Spool spool = open(64);

        assertThatThrownBy(() -> spool.append(List.of(group("x".repeat(100)))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("usage.maxSpool");
        assertThat(spool.isEmpty()).isTrue();
        assertThat(files()).isEmpty();
    }

    @Test
    void a_disk_that_refuses_is_an_exception_and_not_the_end() throws IOException {
        Path file = directory.resolve("a-file");
        Files.writeString(file, "no directory");
        var spool = new Spool(file.resolve("spool"), 1 << 20, usageMeters);

        assertThatThrownBy(spool::open).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> spool.append(List.of(group("a")))).isInstanceOf(IOException.class);
        assertThat(spool.isOpen()).isFalse();
    }

    @Test
    void a_file_that_is_damaged_while_it_waits_is_mended_and_the_loss_counted() throws IOException {
        Spool spool = open(1 << 20);
        spool.append(List.of(group("a"), group("b")));
        SpoolSegment taken = spool.take().orElseThrow();
        byte[] bytes = Files.readAllBytes(taken.path());
        bytes[bytes.length - 3] ^= 1;
        Files.write(taken.path(), bytes);

        assertThatThrownBy(() -> Spool.read(taken)).isInstanceOf(IOException.class);
        spool.mend(taken);

        assertThat(drain(spool)).containsExactly("a");
        assertThat(spool.damage()).hasSize(1);
        assertThat(metrics())
                .contains("flaghoist_edge_usage_groups_dropped_total{reason=\"damaged\"} 2.0")
                .contains("flaghoist_edge_usage_groups_found_total 1.0");
    }
}

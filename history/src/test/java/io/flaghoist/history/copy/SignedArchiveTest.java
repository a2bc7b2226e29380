package io.flaghoist.history.copy;

import static io.flaghoist.history.sample.SampleLog.source;
import static io.flaghoist.history.sample.Tampering.changed;
import static io.flaghoist.history.sample.Tampering.json;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.history.log.RecordOffset;
import io.flaghoist.history.log.RecordSource;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.history.progress.Progress;
import io.flaghoist.history.sample.SampleLog;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.record.LogRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedArchiveTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("prod");
    private static final CopySource.Origin ORIGIN = new CopySource.Origin("cluster", "flaghoist");
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

    @TempDir Path folder;

    private final SampleLog log = new SampleLog(ENVIRONMENT);
    private KeyPair keys;
    private Path file;

    @BeforeEach
    void write() throws Exception {
        keys = SigningKeys.create(folder.resolve("key.pem"), folder.resolve("key.pub"));
        file = folder.resolve("prod.zip");
        for (int i = 1; i <= 20; i++) {
            log.save(flag("f" + i % 3).version(i).document());
        }
    }

    private static CopyOrder order(OptionalLong until, boolean allowsBroken) {
        return new CopyOrder(ENVIRONMENT, until, allowsBroken);
    }

    private ArchiveManifest archive(CopyOrder order, List<StoredRecord> history) throws Exception {
        return archive(order, history, List.of());
    }

    private ArchiveManifest archive(
            CopyOrder order, List<StoredRecord> history, List<StoredRecord> base) throws Exception {
        var source = new CopySource(source(history), source(base), Optional.of(ORIGIN));
        return new ArchiveWriter(keys.getPrivate(), "1.0", () -> NOW)
                .write(file, order, source, Progress.NONE);
    }

    private ArchiveManifest archiveAll() throws Exception {
        return archive(order(OptionalLong.empty(), false), log.history());
    }

    private SignedArchive open() throws Exception {
        return SignedArchive.open(file, keys.getPublic());
    }

    private static List<StoredRecord> records(RecordSource source) throws Exception {
        var records = new ArrayList<StoredRecord>();
        source.forEach(records::add);
        return records;
    }

    private static void assertSame(List<StoredRecord> read, List<StoredRecord> written) {
        assertThat(read).hasSameSizeAs(written);
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i)).usingRecursiveComparison().isEqualTo(written.get(i));
        }
    }

    @Test
    void a_log_comes_out_as_it_went_in_and_the_manifest_says_what_it_is() throws Exception {
        ArchiveManifest written = archiveAll();
        try (SignedArchive archive = open()) {
            assertThat(archive.manifest()).isEqualTo(written);
            assertSame(records(archive.history()), log.history());
            assertSame(records(archive.base()), List.of());
        }
        assertThat(written.records()).isEqualTo(20);
        assertThat(written.from()).isEqualTo(new ArchiveManifest.Point(1, 1));
        assertThat(written.to()).isEqualTo(new ArchiveManifest.Point(1, 20));
        assertThat(written.historyHash()).isEqualTo(log.status().historyHash());
        assertThat(written.createdAt()).isEqualTo("2027-01-01T00:00:00Z");
    }

    @Test
    void a_log_is_archived_until_a_revision_and_with_what_stood_before_it() throws Exception {
        var base = SampleLog.compacted(log.config().subList(0, 5));
        archive(order(OptionalLong.of(12), false), log.history().subList(5, 20), base);
        try (SignedArchive archive = open()) {
            assertThat(archive.manifest().to().revision()).isEqualTo(12);
            assertSame(records(archive.history()), log.history().subList(5, 12));
            assertSame(records(archive.base()), base);
        }
    }

    @Test
    void any_bytes_survive() throws Exception {
        byte[] odd = {0, '\n', (byte) 0xff, (byte) 0xc0, '"', '\r'};
        var strange =
                List.of(
                        new StoredRecord(
                                new RecordOffset("t", 3, 9),
                                -5,
                                new LogRecord(odd, odd, Map.of("a", odd, "b", new byte[0]))),
                        new StoredRecord(
                                new RecordOffset("t", 0, 10),
                                1,
                                new LogRecord(null, null, Map.of())),
                        new StoredRecord(
                                new RecordOffset("t", 0, 11),
                                1,
                                new LogRecord(new byte[0], new byte[0], Map.of())));
        archive(order(OptionalLong.empty(), true), strange);
        try (SignedArchive archive = open()) {
            assertSame(records(archive.history()), strange);
        }
    }

    // --- refusals

    private void assertRefused(String... words) {
        assertThatThrownBy(this::open)
                .isInstanceOf(CopyRefusedException.class)
                .hasMessageContainingAll(words);
    }

    private Map<String, byte[]> unpacked() throws IOException {
        var entries = new LinkedHashMap<String, byte[]>();
        try (var zip = new ZipFile(file.toFile())) {
            for (String name : List.of("history", "base", "manifest.json", "manifest.sig")) {
                ZipEntry entry = Objects.requireNonNull(zip.getEntry(name));
                entries.put(name, zip.getInputStream(entry).readAllBytes());
            }
        }
        return entries;
    }

    private void pack(Map<String, byte[]> entries) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                var zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
    }

    @Test
    void another_key_is_refused() throws Exception {
        archiveAll();
        KeyPair other = SigningKeys.create(folder.resolve("o.pem"), folder.resolve("o.pub"));
        assertThatThrownBy(() -> SignedArchive.open(file, other.getPublic()))
                .isInstanceOf(CopyRefusedException.class)
                .hasMessageContaining("is not signed by this key")
                .hasMessageContaining("Ask for the signer's public key");
    }

    @Test
    void an_altered_entry_is_refused() throws Exception {
        archiveAll();
        for (String name : List.of("history", "base", "manifest.json", "manifest.sig")) {
            Map<String, byte[]> whole = unpacked();
            var altered = new LinkedHashMap<>(whole);
            byte[] content = Objects.requireNonNull(whole.get(name)).clone();
            altered.put(name, content.length == 0 ? new byte[] {1} : flipped(content));
            pack(altered);
            assertRefused(file.toString());
            pack(whole);
            open().close();
        }
    }

    private static byte[] flipped(byte[] content) {
        content[content.length / 2] ^= 1;
        return content;
    }

    @Test
    void a_missing_or_foreign_or_doubled_entry_is_refused() throws Exception {
        archiveAll();
        Map<String, byte[]> whole = unpacked();
        for (String name : whole.keySet()) {
            var less = new LinkedHashMap<>(whole);
            less.remove(name);
            pack(less);
            assertRefused("lacks its entry '" + name + "'");
        }
        var more = new LinkedHashMap<>(whole);
        more.put("../../etc/cron.d/evil", new byte[] {1});
        pack(more);
        assertRefused("holds an entry that is none of an archive's");
    }

    @Test
    void a_file_that_was_cut_short_or_is_no_archive_is_refused() throws Exception {
        archiveAll();
        byte[] whole = Files.readAllBytes(file);
        for (int length : List.of(0, 1, 100, whole.length / 2, whole.length - 1)) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertRefused("is no whole ZIP file");
        }
        Files.delete(file);
        assertRefused("There is no archive");
    }

    @Test
    void more_than_was_signed_is_not_unpacked() throws Exception {
        archiveAll();
        var bomb = new LinkedHashMap<>(unpacked());
        bomb.put("history", new byte[64 << 20]);
        pack(bomb);
        assertRefused("was altered: its entry 'history'");
        bomb.put("manifest.json", new byte[64 << 20]);
        pack(bomb);
        assertRefused("of more than 65536 bytes");
    }

    @Test
    void a_later_format_is_refused_with_the_version_that_wrote_it() throws Exception {
        archiveAll();
        var later = new LinkedHashMap<>(unpacked());
        var manifest = (ObjectNode) Json.read(Objects.requireNonNull(later.get("manifest.json")));
        manifest.put("format", 2).put("createdBy", "9.1");
        byte[] text = Json.write(manifest);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(text);
        later.put("manifest.json", text);
        later.put("manifest.sig", signature.sign());
        pack(later);
        assertRefused("has format 2, written by Flaghoist 9.1; this version reads format 1");
    }

    @Test
    void what_must_not_be_archived_leaves_no_file() throws Exception {
        Files.writeString(file, "mine");
        assertThatThrownBy(this::archiveAll)
                .isInstanceOf(CopyRefusedException.class)
                .hasMessageContaining("never overwritten");
        assertThat(file).hasContent("mine");
        Files.delete(file);
        var broken = changed(log.history(), 7, json(it -> it.put("cause", "poll")));
        assertThatThrownBy(() -> archive(order(OptionalLong.empty(), false), broken))
                .isInstanceOf(CopyRefusedException.class)
                .hasMessageContaining("The history is broken: history-0@8 is not chained");
        assertThatThrownBy(() ->
                        archive(order(OptionalLong.empty(), false), log.history().subList(5, 20)))
                .isInstanceOf(CopyRefusedException.class)
                .hasMessageContaining("begins with revision 6");
        assertThatThrownBy(() -> archive(order(OptionalLong.of(99), false), log.history()))
                .isInstanceOf(CopyRefusedException.class)
                .hasMessageContaining("before revision 99");
        try (var left = Files.list(folder)) {
            assertThat(left.map(it -> it.getFileName().toString()))
                    .containsExactlyInAnyOrder("key.pem", "key.pub");
        }
        archive(order(OptionalLong.empty(), true), broken); // as evidence
        open().close();
    }

    @Test
    void twenty_thousand_records_pass_without_being_held() throws Exception {
        StoredRecord one = log.history().getFirst();
        RecordSource many =
                visitor -> {
                    for (int i = 0; i < 20_000 && visitor.visit(one); i++) {}
                };
        var order = order(OptionalLong.empty(), true);
        var source = new CopySource(many, CopySource.NO_BASE, Optional.of(ORIGIN));
        new ArchiveWriter(keys.getPrivate(), "1.0", () -> NOW)
                .write(file, order, source, Progress.NONE);
        var count = new long[1];
        try (SignedArchive archive = open()) {
            archive.history()
                    .forEach(record -> {
                        count[0]++;
                        return true;
                    });
        }
        assertThat(count[0]).isEqualTo(20_000);
        assertThat(Files.size(file)).isLessThan(4L << 20);
    }

    @Test
    void the_value_lies_there_readably() throws Exception {
        archiveAll();
        String history =
                new String(
                        Objects.requireNonNull(unpacked().get("history")), StandardCharsets.UTF_8);
        assertThat(history.lines().findFirst().orElseThrow())
                .startsWith(
                        "{\"topic\":\"history\",\"partition\":0,\"offset\":0,\"timestamp\":1795256131000,\"key\":\"flag/f1\",\"headers\":{\"environment\":\"prod\",\"epoch\":\"1\",");
        assertThat(history.lines().skip(1).findFirst().orElseThrow())
                .isEqualTo(
                        new String(
                                Objects.requireNonNull(log.history().getFirst().content().value()),
                                StandardCharsets.UTF_8));
    }
}

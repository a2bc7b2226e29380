package io.flaghoist.console.command;

import io.flaghoist.history.log.EnvironmentLog;
import io.flaghoist.history.verify.Expectations;
import io.flaghoist.history.verify.Finding;
import io.flaghoist.history.verify.KnownHead;
import io.flaghoist.history.verify.Verdict;
import io.flaghoist.history.verify.VerifiedHeads;
import io.flaghoist.history.verify.Verifier;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code verify}: is the log intact? */
@Command(
        name = "verify",
        description =
                "Follows the hash chain of the history to its first break, compares the newest record of every document with the config topic, and reports what was altered, is missing, was inserted or forked. The head of the chain is kept and expected the next time.",
        footer = {
            "",
            "  flaghoist verify || page-somebody",
            "  flaghoist verify --expect 1842:9f86d081…   (as an earlier call printed it)"
        })
final class VerifyCommand extends LogCommand {
    private static final Pattern HEAD = Pattern.compile("([0-9]{1,18}):([0-9a-f]{64})");

    @Mixin private final CacheOptions cache = new CacheOptions();

    @Option(
            names = "--expect",
            paramLabel = "REVISION:HASH",
            description = "a head of the chain that is known from elsewhere; may be repeated")
    private List<String> expected = new ArrayList<>();

    @Option(
            names = "--allow-repeats",
            description = "records may lie there twice, as a mirror delivers them")
    private boolean allowsRepeats;

    @Override
    int answer(EnvironmentLog log, Output out) throws Exception {
        Optional<VerifiedHeads> heads =
                cache.directory()
                        .map(it ->
                                VerifiedHeads.in(
                                        it,
                                        log.identity().clusterId(),
                                        log.connection().topics().prefix()));
        Verdict verdict =
                Verifier.verify(
                        log.environment(),
                        log.history(),
                        log.config(),
                        expectations(log, heads),
                        output.progress());
        out.print(() -> text(verdict), () -> verdict);
        if (verdict.isIntact() && heads.isPresent()) {
            keep(heads.get(), verdict);
        }
        return verdict.isIntact() ? ExitCode.DONE : ExitCode.NOT_INTACT;
    }

    private Expectations expectations(EnvironmentLog log, Optional<VerifiedHeads> heads)
            throws Exception {
        Expectations known = Expectations.NONE;
        for (String head : expected) {
            known = known.with(head(head));
        }
        if (heads.isPresent()) {
            Optional<KnownHead> last = last(heads.get(), log);
            known = last.isPresent() ? known.with(last.get()) : known;
        }
        if (allowsRepeats) {
            known = known.allowingRepeats();
        }
        if (log.isHistoryKeptForEver()) {
            known = known.keptForEver();
        }
        var status = log.status();
        return status.isPresent() ? known.with(status.get()) : known;
    }

    private Optional<KnownHead> last(VerifiedHeads heads, EnvironmentLog log) {
        try {
            return heads.of(log.environment());
        } catch (IOException e) {
            throw new BadArgumentException(e.getMessage() + ", or verify with --no-cache.");
        }
    }

    private void keep(VerifiedHeads heads, Verdict verdict) {
        try {
            var _ = heads.keep(verdict, Instant.now());
        } catch (IOException e) {
            warn(
                    "What was verified cannot be kept (%s): the next call begins without it. Check the directory's rights, or name another with --cache."
                            .formatted(e));
        }
    }

    private static KnownHead head(String text) {
        Matcher head = HEAD.matcher(text);
        if (!head.matches()) {
            throw new BadArgumentException(
                    "--expect takes a revision and the hash of its record, as verify prints them: 1842:9f86d0… (64 digits).");
        }
        return KnownHead.of(Long.parseLong(head.group(1)), head.group(2), "the caller");
    }

    private static String text(Verdict verdict) {
        String lines = System.lineSeparator();
        String findings =
                verdict.findings().stream()
                        .map(it -> lines + finding(it))
                        .collect(Collectors.joining());
        long more = verdict.findingCount() - verdict.findings().size();
        return "%s: %d records, %s%s%d documents compared with the config topic"
                        .formatted(
                                verdict.environment(),
                                verdict.records(),
                                ends(verdict.first(), verdict.last()),
                                lines,
                                verdict.compared())
                + verdict.notices().stream()
                        .map(it -> lines + "note: " + notice(it))
                        .collect(Collectors.joining())
                + findings
                + (more > 0 ? lines + "and " + more + " more" : "")
                + lines
                + (verdict.isIntact() ? "Intact." : "NOT INTACT: " + counts(verdict) + ".");
    }

    private static String ends(Verdict.@Nullable End first, Verdict.@Nullable End last) {
        return first == null || last == null
                ? "no revision"
                : "revisions %d to %d, head %d:%s"
                        .formatted(first.revision(), last.revision(), last.revision(), last.hash());
    }

    private static String finding(Finding it) {
        String revisions =
                it.revision() == 0
                        ? ""
                        : it.revision() == it.lastRevision()
                                ? " revision " + it.revision()
                                : " revisions %d to %d".formatted(it.revision(), it.lastRevision());
        return "%-10s%s%s at %s%s: %s."
                .formatted(
                        it.kind().word(),
                        revisions,
                        it.key().isEmpty() ? "" : " (" + it.key() + ")",
                        it.place(),
                        it.other() == null ? "" : " and " + it.other(),
                        it.words());
    }

    private static String notice(Verdict.Notice it) {
        return it.words() + (it.place() == null ? "" : " (" + it.place() + ")") + ".";
    }

    private static String counts(Verdict verdict) {
        return verdict.counts().entrySet().stream()
                .map(it -> it.getValue() + " " + it.getKey().word())
                .collect(Collectors.joining(", "));
    }
}

package io.flaghoist.history.verify;

import io.flaghoist.history.log.LogUnavailableException;
import io.flaghoist.history.log.RecordSource;
import io.flaghoist.history.log.StoredRecord;
import io.flaghoist.history.progress.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the history once, and keeps of it what may be needed to judge it. */
final class FirstLook {
    /** So many records between two reports of progress. */
    private static final int STEP = 512;

    private final RecordReader reader;
    private final Set<Long> headRevisions;
    private final Continuity continuity = new Continuity();
    private final KeyHistory keys;
    private final Progress progress;
    private final Runs runs = new Runs();
    private final List<ReadRecord.Unlinked> unlinked = new ArrayList<>();
    private final List<ReadRecord.Linked> flawed = new ArrayList<>();
    private final Map<Long, List<Link>> heads = new HashMap<>();
    private long records;
    private long furthest;
    private long unlinkedNotKept;
    private long flawedNotKept;

    FirstLook(RecordReader reader, Set<Long> headRevisions, KeyHistory keys, Progress progress) {
        this.reader = reader;
        this.headRevisions = headRevisions;
        this.keys = keys;
        this.progress = progress;
    }

    void at(RecordSource history) throws LogUnavailableException {
        history.forEach(record -> {
            take(record);
            return true;
        });
        progress.advance(records % STEP);
    }

    private void take(StoredRecord stored) {
        switch (reader.read(records, stored)) {
            case ReadRecord.Unlinked it -> {
                if (unlinked.size() < FindingCollector.MAX_KEPT) {
                    unlinked.add(it);
                } else {
                    unlinkedNotKept++;
                }
            }
            case ReadRecord.Linked it -> take(it);
        }
        records++;
        if (records % STEP == 0) {
            progress.advance(STEP);
        }
    }

    private void take(ReadRecord.Linked read) {
        ReadRecord.Linked it = numbered(read);
        Link link = it.link();
        boolean isLate = link.revision() <= furthest;
        if (it.flaw().isPresent()) {
            if (flawed.size() < FindingCollector.MAX_KEPT) {
                flawed.add(it);
            } else {
                flawedNotKept++;
            }
        }
        if (headRevisions.contains(link.revision())) {
            heads.computeIfAbsent(link.revision(), _ -> new ArrayList<>()).add(link);
        }
        continuity.take(link, it.entry(), isLate);
        keys.take(link, it.entry(), isLate);
        runs.add(link);
        furthest = Math.max(furthest, link.revision());
    }

    /** Where header and value disagree, the one that fits its place is believed. */
    private ReadRecord.Linked numbered(ReadRecord.Linked read) {
        long next = runs.nextRevision();
        boolean headerFits = read.saidRevision().orElse(-1) == next && next > 0;
        return headerFits && read.link().revision() != next
                ? new ReadRecord.Linked(
                        read.link().numbered(next), read.entry(), read.saidRevision(), read.flaw())
                : read;
    }

    long records() {
        return records;
    }

    Runs runs() {
        return runs;
    }

    Continuity continuity() {
        return continuity;
    }

    List<ReadRecord.Unlinked> unlinked() {
        return unlinked;
    }

    /** Those that contradict themselves or cannot be read. */
    List<ReadRecord.Linked> flawed() {
        return flawed;
    }

    long unlinkedNotKept() {
        return unlinkedNotKept;
    }

    long flawedNotKept() {
        return flawedNotKept;
    }

    /** The records at a known head's revision; more than one where some lie twice. */
    List<Link> at(KnownHead head) {
        return heads.getOrDefault(head.revision(), List.of());
    }

    Optional<ReadRecord.Linked> flawOf(Link link) {
        return flawed.stream().filter(it -> it.link().index() == link.index()).findFirst();
    }
}

package io.flaghoist.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.Document;
import io.flaghoist.schemas.document.EnvironmentDocument;
import io.flaghoist.schemas.document.FlagDocument;
import io.flaghoist.schemas.document.SegmentDocument;
import io.flaghoist.schemas.image.Entry;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.wire.FeatureConfig;
import io.flaghoist.schemas.wire.Segment;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates the flags of an environment for a target (evaluation.md; section 5 for differences
 * between SDKs). The environment is compiled once per revision; an evaluation does no I/O and takes
 * no lock. Immutable; can be shared.
 */
public final class Evaluator {
    private final long revision;
    private final CompiledFlags flags;
    private final CompiledSegments segments;
    private final Map<Document, CompiledFlag> flagsByDocument;
    private final Map<Document, CompiledSegment> segmentsByDocument;
    private final Patterns patterns;

    private Evaluator(
            long revision,
            Collection<CompiledFlag> flags,
            Collection<CompiledSegment> segments,
            Map<Document, CompiledFlag> flagsByDocument,
            Map<Document, CompiledSegment> segmentsByDocument,
            Patterns patterns) {
        this.revision = revision;
        this.flags = new CompiledFlags(flags);
        this.segments = new CompiledSegments(segments);
        this.flagsByDocument = flagsByDocument;
        this.segmentsByDocument = segmentsByDocument;
        this.patterns = patterns;
    }

    /** Compiles configurations without a revision. */
    public static Evaluator of(Collection<FeatureConfig> flags, Collection<Segment> segments) {
        var patterns = new Patterns();
        return new Evaluator(
                0,
                flags.stream().map(flag -> CompiledFlag.of(flag, patterns)).toList(),
                segments.stream().map(segment -> CompiledSegment.of(segment, patterns)).toList(),
                Map.of(),
                Map.of(),
                patterns);
    }

    /** Compiles an image. */
    public static Evaluator of(EnvironmentImage image) {
        return of(List.of(), List.of()).next(image);
    }

    /** The evaluator of {@code image}, which shares unchanged parts with this one. */
    public Evaluator next(EnvironmentImage image) {
        var flagsNow = new LinkedHashMap<Document, CompiledFlag>();
        var segmentsNow = new LinkedHashMap<Document, CompiledSegment>();
        for (Entry<? extends Document> entry : image.entries()) {
            switch (entry.document()) {
                case FlagDocument flag -> flagsNow.put(flag, compiled(flag));
                case SegmentDocument segment -> segmentsNow.put(segment, compiled(segment));
                case ApiKeyDocument _, EnvironmentDocument _ -> {}
            }
        }
        return new Evaluator(
                image.revision(),
                flagsNow.values(),
                segmentsNow.values(),
                flagsNow,
                segmentsNow,
                patterns);
    }

    private CompiledFlag compiled(FlagDocument document) {
        CompiledFlag known = flagsByDocument.get(document);
        if (known != null) {
            return known;
        }
        try {
            return CompiledFlag.of(
                    Json.read(document.body().utf8(), FeatureConfig.class), patterns);
        } catch (JsonProcessingException e) {
            return CompiledFlag.unreadable(document.identifier());
        }
    }

    /** An unreadable group is empty. */
    private CompiledSegment compiled(SegmentDocument document) {
        CompiledSegment known = segmentsByDocument.get(document);
        if (known != null) {
            return known;
        }
        try {
            return CompiledSegment.of(Json.read(document.body().utf8(), Segment.class), patterns);
        } catch (JsonProcessingException e) {
            return CompiledSegment.empty(document.identifier());
        }
    }

    /** The revision of the image; 0 if there was none. */
    public long revision() {
        return revision;
    }

    public int flagCount() {
        return flags.size();
    }

    /** Evaluates {@code flag} for {@code target}; without a target if null. */
    public Evaluation evaluate(String flag, @Nullable EvaluationTarget target) {
        int place = flags.place(flag);
        return place < 0
                ? new Evaluation.Failed(flag, Evaluation.Reason.UNKNOWN_FLAG)
                : TargetEvaluation.one(flags, segments, target).evaluate(place);
    }

    /** Evaluates every flag for {@code target}, ordered by identifier, including failing ones. */
    public void evaluateAll(@Nullable EvaluationTarget target, Consumer<Evaluation> consumer) {
        TargetEvaluation pass = TargetEvaluation.all(flags, segments, target);
        for (int place = 0; place < flags.size(); place++) {
            consumer.accept(pass.evaluate(place));
        }
    }

    /** Evaluates {@code flag} for {@code target}, with every step. */
    public Explanation explain(String flag, @Nullable EvaluationTarget target) {
        return new Explainer(revision, flags, segments, target).explain(flag);
    }

    /** Other flags that a change of {@code flag} may affect: those that require it. Sorted. */
    public List<String> dependentsOfFlag(String flag) {
        return new Dependents(flags, segments).ofFlag(flag);
    }

    /** Flags that a change of the group {@code segment} may affect. Sorted. */
    public List<String> dependentsOfSegment(String segment) {
        return new Dependents(flags, segments).ofSegment(segment);
    }

    /** The version of a flag's configuration; 0 if the flag does not exist. */
    public long version(String flag) {
        int place = flags.place(flag);
        return place < 0 ? 0 : flags.at(place).version();
    }

    /**
     * Flags and groups with a pattern beyond the limits: keys as in the log, each with the reason.
     * Sorted.
     */
    public SortedMap<String, String> patternsBeyondLimits() {
        var found = new TreeMap<String, String>();
        flagsByDocument.forEach((document, flag) -> note(document, flag.limit(), found));
        segmentsByDocument.forEach((document, segment) -> note(document, segment.limit(), found));
        return found;
    }

    private static void note(Document document, @Nullable String limit, Map<String, String> found) {
        if (limit != null) {
            found.put(document.key().text(), limit);
        }
    }

    /** Number of evaluations of such patterns, in this and earlier revisions. */
    public long timesBeyondLimits() {
        return patterns.beyondLimits();
    }

    /** Flags in cycles of prerequisites. Sorted. */
    public List<String> prerequisiteCycles() {
        return flags.inCircles();
    }
}

package io.flaghoist.benchmarks.history;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;

import io.flaghoist.schemas.document.FlagDocument;
import io.flaghoist.schemas.json.CanonicalJson;
import io.flaghoist.testkit.fixture.FlagFixture;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Versions of one flag of about 1 KB, each a text with its number put in: a million are wanted. */
final class FlagVersions {
    /** Stands where a version's number goes. */
    private static final long NUMBER = 987_654_321;

    /** Brings a flag with a rule and a rollout to 1 KB. */
    private static final int PADDING = 450;

    private final String identifier;
    private final List<String> texts;

    private FlagVersions(String identifier, List<FlagFixture> shapes) {
        this.identifier = identifier;
        this.texts =
                shapes.stream().map(it -> it.version(NUMBER).document().body().toString()).toList();
    }

    static FlagVersions of(String identifier) {
        FlagFixture plain = flag(identifier).padded(PADDING).rule("beta", "true");
        return new FlagVersions(
                identifier,
                List.of(
                        plain.off(),
                        plain.on().rollout("true", 5, "false", 95),
                        plain.on().rollout("true", 50, "false", 50),
                        plain.on().serving("true")));
    }

    FlagDocument version(long number) {
        String text = texts.get((int) (number % texts.size()));
        String numbered = text.replace(Long.toString(NUMBER), Long.toString(number));
        return new FlagDocument(
                identifier,
                number,
                CanonicalJson.ofBytes(numbered.getBytes(StandardCharsets.UTF_8)));
    }
}

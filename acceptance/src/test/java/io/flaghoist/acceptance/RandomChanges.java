package io.flaghoist.acceptance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.simulator.state.Document;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.fixture.FlagFixture;
import io.flaghoist.testkit.fixture.SegmentFixture;
import java.util.List;
import java.util.Random;

/**
 * Changes that people might make in SaaS, one after the other, always the same for the same dice.
 * Few documents, so that each is created, changed, removed and created again.
 */
final class RandomChanges {
    private static final int FLAGS = 12;
    private static final int SEGMENTS = 6;

    private final SaasEnvironment saas;
    private final Random dice;
    private int made;

    RandomChanges(SaasEnvironment saas, Random dice) {
        this.saas = saas;
        this.dice = dice;
    }

    /** Makes one change. */
    void next() {
        made++;
        if (dice.nextInt(4) == 0) {
            change(DocumentKind.SEGMENT, "group_" + dice.nextInt(SEGMENTS));
        } else {
            change(DocumentKind.FLAG, "flag_" + dice.nextInt(FLAGS));
        }
    }

    private void change(DocumentKind kind, String identifier) {
        boolean exists = saas.find(kind, identifier).isPresent();
        int what = dice.nextInt(10);
        if (!exists || what < 4) {
            saas.put(kind, identifier, document(kind, identifier), EventDelivery.SENT);
        } else if (what < 7 && kind == DocumentKind.FLAG) {
            saas.toggle(identifier, EventDelivery.SENT);
        } else if (what < 8) {
            saas.remove(kind, identifier, EventDelivery.SENT);
        } else {
            patch(kind, identifier);
        }
    }

    private ObjectNode document(DocumentKind kind, String identifier) {
        String tester = "tester_" + made;
        ObjectNode json =
                switch (kind) {
                    case FLAG ->
                            FlagFixture.flag(identifier)
                                    .rule("group_" + dice.nextInt(SEGMENTS), "false")
                                    .padded(dice.nextInt(500))
                                    .json();
                    case SEGMENT ->
                            SegmentFixture.segment(identifier)
                                    .including(tester)
                                    .rule("email", "ends_with", "@" + tester)
                                    .json();
                    case API_KEY, TARGET -> throw new IllegalArgumentException(kind.path());
                };
        json.remove("version"); // SaaS counts.
        return json;
    }

    /** Adds a field that no SDK knows: it must be kept all the same. */
    private void patch(DocumentKind kind, String identifier) {
        Document document = saas.require(kind, identifier);
        saas.put(kind, identifier, document.json().put("changedBy", made), EventDelivery.SENT);
    }

    /** What there is to begin with; one flag is left alone by all changes. */
    static List<FlagFixture> start(String untouched) {
        return List.of(FlagFixture.flag(untouched), FlagFixture.flag("flag_0").on());
    }
}

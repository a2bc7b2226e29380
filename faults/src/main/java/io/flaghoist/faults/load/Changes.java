package io.flaghoist.faults.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.faults.check.Content;
import io.flaghoist.faults.check.Truth;
import io.flaghoist.schemas.document.DocumentKey;
import io.flaghoist.simulator.state.Document;
import io.flaghoist.simulator.state.DocumentKind;
import io.flaghoist.simulator.state.EventDelivery;
import io.flaghoist.simulator.state.SaasEnvironment;
import io.flaghoist.testkit.fixture.FlagFixture;
import io.flaghoist.testkit.fixture.SegmentFixture;
import java.util.Optional;
import java.util.Random;

/**
 * Changes that people make in an environment of SaaS, in the same order for the same seed: flags
 * are toggled, edited, removed and created anew with version 1, new ones come, groups are edited.
 * Each state of a document is unlike all others, so that an old one is known when it is served
 * again. For one thread.
 */
public final class Changes {
    /** These are never removed: most of an environment never goes at once. */
    private static final int LASTING_FLAGS = 20;

    /** All the flags that there may be. */
    private static final int FLAGS = 36;

    private static final int SEGMENTS = 6;

    private final SaasEnvironment saas;
    private final Truth truth;
    private final Random dice;
    private int made;

    public Changes(SaasEnvironment saas, Truth truth, long seed) {
        this.saas = saas;
        this.truth = truth;
        this.dice = new Random(seed);
    }

    /** What there is at the beginning. */
    public void begin() {
        for (int i = 0; i < SEGMENTS; i++) {
            putSegment("group_" + i);
        }
        for (int i = 0; i < LASTING_FLAGS; i++) {
            create("flag_" + i);
        }
    }

    /** Makes one change. */
    public void next() {
        int what = dice.nextInt(10);
        if (what < 2) {
            putSegment("group_" + dice.nextInt(SEGMENTS));
            return;
        }
        int number = what < 6 ? dice.nextInt(LASTING_FLAGS) : dice.nextInt(LASTING_FLAGS, FLAGS);
        String flag = "flag_" + number;
        Optional<Document> there = saas.find(DocumentKind.FLAG, flag);
        if (there.isEmpty()) {
            create(flag);
        } else if (number >= LASTING_FLAGS && dice.nextBoolean()) {
            remove(flag);
        } else {
            edit(flag, there.get().json());
        }
    }

    private void create(String flag) {
        FlagFixture fixture =
                FlagFixture.flag(flag)
                        .rule("group_" + dice.nextInt(SEGMENTS), "false")
                        .padded(dice.nextInt(400));
        ObjectNode json = dice.nextBoolean() ? fixture.on().json() : fixture.json();
        json.remove("version"); // SaaS counts.
        put(flag, json);
    }

    /** Toggles it, and mostly nothing else. */
    private void edit(String flag, ObjectNode json) {
        json.put("state", json.path("state").asText().equals("on") ? "off" : "on");
        if (dice.nextInt(4) == 0) {
            json.putObject("defaultServe").put("variation", dice.nextBoolean() ? "true" : "false");
        }
        put(flag, json);
    }

    private void put(String flag, ObjectNode json) {
        json.put("changeNumber", ++made);
        truth.change(
                new DocumentKey.OfFlag(flag),
                () ->
                        Content.ofFlag(
                                saas.put(DocumentKind.FLAG, flag, json, EventDelivery.SENT)
                                        .json()));
    }

    private void remove(String flag) {
        truth.change(
                new DocumentKey.OfFlag(flag),
                () -> {
                    saas.remove(DocumentKind.FLAG, flag, EventDelivery.SENT);
                    return Content.ABSENT;
                });
    }

    private void putSegment(String segment) {
        String tester = "tester_" + ++made;
        ObjectNode json =
                SegmentFixture.segment(segment)
                        .including(tester)
                        .rule("email", "ends_with", "@" + tester + ".example.org")
                        .json();
        json.remove("version");
        truth.change(
                new DocumentKey.OfSegment(segment),
                () ->
                        Content.ofSegment(
                                saas.put(DocumentKind.SEGMENT, segment, json, EventDelivery.SENT)
                                        .json()));
    }
}

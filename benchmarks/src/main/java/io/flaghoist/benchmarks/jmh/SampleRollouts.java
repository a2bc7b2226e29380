package io.flaghoist.benchmarks.jmh;

import static io.flaghoist.testkit.fixture.ClauseFixture.clause;
import static io.flaghoist.testkit.fixture.ClauseFixture.inGroup;
import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static io.flaghoist.testkit.fixture.SegmentFixture.segment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.flaghoist.schemas.wire.Target;
import io.flaghoist.testkit.fixture.FlagFixture;
import io.flaghoist.testkit.fixture.LogFixture;
import io.flaghoist.testkit.fixture.SegmentFixture;
import java.util.Map;

/**
 * An environment as a busy team has it: of five flags one is plain, one asks about groups, one has
 * rules of several clauses, one is a rollout, one requires another and names targets.
 */
final class SampleRollouts {
    static final int GROUPS = 20;
    private static final int MEMBERS = 50;
    private static final String ENVIRONMENT = "8d1f2c34-0000-4000-8000-000000000001";

    private SampleRollouts() {}

    /** Somebody whom some rules are about, and no target map. */
    static Target target() {
        Map<String, JsonNode> attributes =
                Map.of(
                        "email", TextNode.valueOf("ann@example.org"),
                        "plan", TextNode.valueOf("gold"),
                        "region", TextNode.valueOf("eu"),
                        "age", IntNode.valueOf(42),
                        "beta", BooleanNode.TRUE);
        return new Target("user-4711", "Ann Example", false, attributes);
    }

    static LogFixture log(int flags) {
        LogFixture log = LogFixture.log(ENVIRONMENT).complete();
        for (int i = 0; i < GROUPS; i++) {
            log.segment(group(i));
        }
        for (int i = 0; i < flags; i++) {
            log.flag(sample(i));
        }
        return log;
    }

    static String name(int number) {
        return "flag_%04d".formatted(number);
    }

    static FlagFixture sample(int number) {
        FlagFixture flag = flag(name(number)).on().serving("false");
        String group = "group_" + number % GROUPS;
        return switch (number % 5) {
            case 0 -> flag;
            case 1 ->
                    flag.servingIf("true", inGroup(group, "group_" + (number + 7) % GROUPS))
                            .servingIf("true", clause("plan", "in", "silver", "bronze"));
            case 2 ->
                    flag.servingIf(
                                    "true",
                                    clause("email", "ends_with", "@example.com"),
                                    clause("age", "gt", "18"))
                            .servingIf(
                                    "true",
                                    clause("region", "equal", "EU"),
                                    clause("email", "match", "^[a-z.]+@example\\.org$"),
                                    inGroup(group));
            case 3 ->
                    flag.servingIf("true", clause("plan", "equal", "lead"))
                            .rollout("true", number % 100, "false", 100 - number % 100);
            default ->
                    flag.targeting("user-1", "true")
                            .targeting("user-2", "true")
                            .requiring(name(number - 4), "false")
                            .requiring(name(number - 1), "true", "false")
                            .servingIf("true", inGroup(group));
        };
    }

    private static SegmentFixture group(int number) {
        SegmentFixture group = segment("group_" + number);
        for (int i = 0; i < MEMBERS; i++) {
            group = group.including("user-" + (number * MEMBERS + i));
        }
        return switch (number % 4) {
            case 0 -> group.excluding("user-" + number);
            case 1 -> group.rule("email", "starts_with", "bob");
            case 2 ->
                    group.servingRule(
                            clause("plan", "equal", "gold"),
                            clause("region", "in", "us", "eu"),
                            clause("beta", "equal", "true"));
            default ->
                    group.servingRule(
                            inGroup("group_" + (number - 1)), clause("age", "equal", "42"));
        };
    }
}

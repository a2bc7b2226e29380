package io.flaghoist.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.wire.Target;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

/** Holds an evaluator against cases; by every way of asking it. */
final class CaseAssert {
    private CaseAssert() {}

    /** A test for each case of {@code files}, under the file's name. */
    static Stream<DynamicContainer> tests(List<CaseFile> files) {
        return files.stream()
                .map(file -> DynamicContainer.dynamicContainer(file.name(), testsOf(file)));
    }

    private static Stream<DynamicTest> testsOf(CaseFile file) {
        Evaluator evaluator = Evaluator.of(file.flags(), file.segments());
        Evaluator another = Evaluator.of(file.flags(), file.segments());
        return file.cases().stream()
                .map(one ->
                        DynamicTest.dynamicTest(
                                one.name(), () -> assertHolds(one, evaluator, another)));
    }

    private static void assertHolds(CaseFile.Case one, Evaluator evaluator, Evaluator another) {
        EvaluationTarget target = target(one.target());
        Evaluation evaluation = evaluator.evaluate(one.flag(), target);

        assertGives(one.expected(), evaluation);
        Explanation explanation = evaluator.explain(one.flag(), target);
        assertThat(Outcome.of(explanation.result()))
                .as("explained")
                .isEqualTo(Outcome.of(evaluation));
        assertThat(another.explain(one.flag(), target).json())
                .as("explanation, another time")
                .isEqualTo(explanation.json());
        assertThat(Outcome.ofAll(evaluator, target).get(one.flag()))
                .as("among all flags")
                .isEqualTo(
                        Outcome.of(evaluation).equals("UNKNOWN_FLAG")
                                ? null
                                : Outcome.of(evaluation));
    }

    static @Nullable EvaluationTarget target(@Nullable Target wire) {
        return wire == null ? null : EvaluationTarget.of(wire);
    }

    private static void assertGives(JsonNode expected, Evaluation evaluation) {
        if (expected.isObject()) {
            assertThat(Outcome.of(evaluation)).isEqualTo(expected.path("error").asText());
            return;
        }
        assertThat(evaluation).isInstanceOf(Served.class);
        var served = (Served) evaluation;
        switch (served.kind()) {
            case "boolean" ->
                    assertThat(served.value()).isEqualTo(String.valueOf(expected.booleanValue()));
            case "int" ->
                    assertThat(new BigDecimal(served.value()))
                            .isEqualByComparingTo(expected.decimalValue());
            case "json" -> assertThat(json(served.value())).isEqualTo(json(expected.textValue()));
            case "string" -> assertThat(served.value()).isEqualTo(expected.textValue());
            default -> throw new AssertionError("no kind is called " + served.kind());
        }
    }

    private static JsonNode json(String text) {
        try {
            return Json.read(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}

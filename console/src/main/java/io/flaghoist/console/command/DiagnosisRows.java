package io.flaghoist.console.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.console.doctor.Check;
import io.flaghoist.console.doctor.Diagnosis;
import io.flaghoist.console.doctor.Outcome;
import io.flaghoist.schemas.json.Json;
import java.util.Locale;
import java.util.stream.Collectors;

/** The doctor's diagnosis, as text and as JSON. */
final class DiagnosisRows {
    private DiagnosisRows() {}

    static void print(Output out, Diagnosis diagnosis) {
        out.print(() -> text(diagnosis), () -> json(diagnosis));
    }

    private static String text(Diagnosis diagnosis) {
        return diagnosis.checks().stream()
                        .map(it -> text(it) + System.lineSeparator())
                        .collect(Collectors.joining())
                + "%d ok, %d warnings, %d wrong, %d skipped."
                        .formatted(
                                diagnosis.count(Outcome.OK),
                                diagnosis.count(Outcome.WARNING),
                                diagnosis.count(Outcome.WRONG),
                                diagnosis.count(Outcome.SKIPPED));
    }

    private static String text(Check it) {
        String head =
                "%-8s %s %s: %s".formatted(it.outcome(), it.name(), it.subject(), it.finding());
        return head
                + it.advice()
                        .lines()
                        .map(line -> System.lineSeparator() + "         → " + line)
                        .collect(Collectors.joining());
    }

    private static ObjectNode json(Diagnosis diagnosis) {
        ObjectNode json = Json.object().put("verdict", word(diagnosis.verdict()));
        ArrayNode checks = json.putArray("checks");
        for (Check it : diagnosis.checks()) {
            checks.addObject()
                    .put("name", it.name())
                    .put("subject", it.subject())
                    .put("outcome", word(it.outcome()))
                    .put("finding", it.finding())
                    .put("advice", it.advice());
        }
        return json;
    }

    private static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}

package io.flaghoist.service.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is special about the settings of a service.
 *
 * @param secrets the variables that hold secrets: each may be in a file
 * @param renamed keys of earlier versions, with the key that replaces them: {@code kafka.client}
 * @param addition puts in what variables say and no line of the file asks for
 */
public record SettingsSpec(
        Set<String> secrets, Map<String, String> renamed, VariableSettings addition) {
    /** No secrets, no earlier names, no variables that the file does not name. */
    public static final SettingsSpec PLAIN = new SettingsSpec(Set.of(), Map.of(), (_, _, _) -> {});

    /** Settings that come from variables although no line of the file names them. */
    @FunctionalInterface
    public interface VariableSettings {
        /**
         * Adds what the file does not say.
         *
         * @param settings the file
         * @param errors receives a sentence per variable that is wrong
         */
        void addTo(ObjectNode settings, Variables variables, Consumer<String> errors);
    }

    public SettingsSpec {
        secrets = Set.copyOf(secrets);
        renamed = Map.copyOf(renamed);
    }
}

package io.flaghoist.console.doctor;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The results of one section of checks, in their order. Outcomes and texts are in {@code
 * checks.properties}, by the check's name and the state that was found. Thread-safe.
 */
final class Report {
    private static final Properties TEXTS = load();
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z.-]+)}");

    private final List<Check> checks = new ArrayList<>();

    /** As below, for texts without values. */
    void add(String name, Object state, String subject) {
        add(name, state, subject, Map.of());
    }

    /**
     * Adds a result.
     *
     * @param state what was found: an enum, an HTTP status, or a word
     * @param values for {@code {placeholders}} in the texts
     */
    synchronized void add(String name, Object state, String subject, Map<String, ?> values) {
        String key = key(name, state);
        String text = fill(TEXTS.getProperty(key), subject, values);
        String advice = fill(TEXTS.getProperty(key + ".advice", ""), subject, values);
        int end = text.indexOf(' ');
        Outcome outcome = Outcome.valueOf(text.substring(0, end));
        checks.add(new Check(name, subject, outcome, text.substring(end + 1), advice));
    }

    /**
     * Adds a result for each state that applies.
     *
     * @return whether any does
     */
    boolean addAll(String name, String subject, Map<String, ?> values, State... states) {
        List<State> found = Stream.of(states).filter(State::applies).toList();
        found.forEach(state -> add(name, state.name(), subject, values));
        return !found.isEmpty();
    }

    /** Adds a result for each state that applies, or {@code ok} where none does. */
    void addAllOrOk(String name, String subject, Map<String, ?> values, State... states) {
        if (!addAll(name, subject, values, states)) {
            add(name, "ok", subject, values);
        }
    }

    /** Adds that checks were skipped, all for the same reason. */
    void skip(String reason, String subject, String... names) {
        for (String name : names) {
            add(name, "skipped." + reason, subject);
        }
    }

    /**
     * Runs {@code step}, and goes on when it fails unexpectedly. Only class and place are reported:
     * the message may hold anything, secrets too.
     */
    void attempt(String name, String subject, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            add(name, "failed", subject, Map.of("place", Format.place(e)));
        }
    }

    synchronized List<Check> checks() {
        return List.copyOf(checks);
    }

    /** {@code edge-auth.401}, or {@code auth.401}, or {@code any.401}; or the same for others. */
    private static String key(String name, Object state) {
        String kind = name.substring(name.indexOf('-') + 1);
        Optional<String> key =
                Stream.of("." + state, ".other")
                        .flatMap(end -> Stream.of(name + end, kind + end, "any" + end))
                        .filter(TEXTS::containsKey)
                        .findFirst();
        return key.orElseThrow(() -> new IllegalStateException(name + "." + state));
    }

    private static String fill(String text, String subject, Map<String, ?> values) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(it -> Matcher.quoteReplacement(value(it.group(1), subject, values)));
    }

    /** A value, or one of the texts that several checks share. */
    private static String value(String name, String subject, Map<String, ?> values) {
        if (name.equals("subject")) {
            return subject;
        }
        if (values.containsKey(name)) {
            return Format.of(values.get(name));
        }
        String shared = TEXTS.getProperty("text." + name);
        return shared == null ? "{" + name + "}" : fill(shared, subject, values);
    }

    private static Properties load() {
        var texts = new Properties();
        try (var file =
                new InputStreamReader(
                        Report.class.getResourceAsStream("checks.properties"),
                        StandardCharsets.UTF_8)) {
            texts.load(file);
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.flaghoist.schemas.record;

import io.flaghoist.schemas.EnvironmentId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Names an order on the control topic.
 *
 * @param what {@code retire}, {@code adopt}, {@code pin/<flag or *>}, {@code confirm/<hold>} or
 *     {@code change/<id>}
 */
public record OrderKey(EnvironmentId environment, String what) {
    private static final String RETIRE = "retire";
    private static final String ADOPT = "adopt";
    private static final String PIN = "pin/";
    private static final String CONFIRM = "confirm/";
    private static final String CHANGE = "change/";

    /** In place of a flag: the whole environment. */
    private static final String EVERYTHING = "*";

    static OrderKey retire(EnvironmentId environment) {
        return new OrderKey(environment, RETIRE);
    }

    static OrderKey adopt(EnvironmentId environment) {
        return new OrderKey(environment, ADOPT);
    }

    static OrderKey pin(EnvironmentId environment, Optional<String> flag) {
        return new OrderKey(environment, PIN + flag.orElse(EVERYTHING));
    }

    static OrderKey confirm(EnvironmentId environment, String hold) {
        return new OrderKey(environment, CONFIRM + hold);
    }

    static OrderKey change(EnvironmentId environment, String id) {
        return new OrderKey(environment, CHANGE + id);
    }

    /** Parses {@link #text()}; empty if invalid. */
    public static Optional<OrderKey> parse(byte[] key) {
        String text = new String(key, StandardCharsets.UTF_8);
        int slash = text.indexOf('/');
        if (slash < 0 || !EnvironmentId.isValid(text.substring(0, slash))) {
            return Optional.empty();
        }
        String what = text.substring(slash + 1);
        boolean known =
                what.equals(RETIRE)
                        || what.equals(ADOPT)
                        || hasMore(what, PIN)
                        || hasMore(what, CONFIRM)
                        || hasMore(what, CHANGE);
        return known
                ? Optional.of(new OrderKey(new EnvironmentId(text.substring(0, slash)), what))
                : Optional.empty();
    }

    private static boolean hasMore(String what, String start) {
        return what.startsWith(start) && what.length() > start.length();
    }

    /** Whether this is the retirement of the environment. */
    public boolean isRetire() {
        return what.equals(RETIRE);
    }

    /** The record key. */
    public String text() {
        return environment + "/" + what;
    }

    /**
     * The first word: {@code retire}, {@code adopt}, {@code pin}, {@code confirm}, {@code change}.
     */
    String kind() {
        int slash = what.indexOf('/');
        return slash < 0 ? what : what.substring(0, slash);
    }

    /** The part after the first word; empty if there is none. */
    String subject() {
        int slash = what.indexOf('/');
        return slash < 0 ? "" : what.substring(slash + 1);
    }
}

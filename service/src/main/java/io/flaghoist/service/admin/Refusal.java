package io.flaghoist.service.admin;

import java.util.Locale;

/** Why a request to the admin port is refused. */
public enum Refusal {
    /** Sent by a visitor's browser for a page of another site. */
    ORIGIN("the request comes from a page of another origin"),

    /** A foreign name that resolves to this machine, as in DNS rebinding. */
    HOST("on loopback the Host must be localhost or a loopback address"),

    /** From another machine, without the token or with a wrong one. */
    CREDENTIAL("beyond loopback the admin token is needed: Authorization: Bearer, see ADMIN_TOKEN"),

    /** At these levels libraries log secrets. */
    LOGGER(
            "below INFO libraries write keys, tokens and attributes into the log: only loggers of io.flaghoist can be set to such a level");

    private final String words;

    Refusal(String words) {
        this.words = words;
    }

    /** For a metric's label. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For the response and the log. */
    String words() {
        return words;
    }
}

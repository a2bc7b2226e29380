package io.flaghoist.service.admin;

import java.util.Locale;

/** Why a request to the admin port is not answered. */
public enum Refusal {
    /** A page of another site makes its visitor's browser ask. */
    ORIGIN("the request comes from a page of another origin"),

    /** A name that somebody made lead to this machine, as DNS rebinding does. */
    HOST("on loopback the Host must be localhost or a loopback address"),

    /** From another machine, and without the token or with a wrong one. */
    CREDENTIAL("beyond loopback the admin token is needed: Authorization: Bearer, see ADMIN_TOKEN"),

    /** At such levels libraries print secrets. */
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

    /** For whoever asked, and the log. */
    String words() {
        return words;
    }
}

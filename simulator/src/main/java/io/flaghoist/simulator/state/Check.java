package io.flaghoist.simulator.state;

/** Validation of a document before it is stored. */
public enum Check {
    /** As SaaS: what the data model requires must be there. */
    STRICT,
    /** Any object: to see what a relay does with a document that it cannot serve. */
    LENIENT
}

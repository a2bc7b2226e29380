package io.flaghoist.faults.plan;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What goes wrong. */
public enum FaultKind {
    /** The active ingest is killed, and started again later. */
    INGEST_KILLED("the active ingest is killed", Part.INGEST),
    /** The active ingest is killed, and the standby started in its place. */
    INGEST_REPLACED("the active ingest is killed, the standby takes over", Part.INGEST),
    /** The active ingest stands still, and goes on later. */
    INGEST_STOPPED("the active ingest stands still", Part.INGEST),
    /** As before, while the standby takes over: for some time there are two. */
    INGEST_DEPOSED("the active ingest stands still, the standby takes over", Part.INGEST),
    EDGE_1_KILLED("edge 1 is killed", Part.EDGE_1),
    EDGE_2_KILLED("edge 2 is killed, its disk lost", Part.EDGE_2),
    EDGE_1_STOPPED("edge 1 stands still", Part.EDGE_1),
    EDGE_2_STOPPED("edge 2 stands still", Part.EDGE_2),
    KAFKA_KILLED("Kafka is killed", Part.KAFKA),
    KAFKA_STOPPED("Kafka stands still", Part.KAFKA),
    /** Connections are reset and refused. */
    KAFKA_AWAY("Kafka is away", Part.KAFKA),
    /** Connections stay open, and nothing comes through. */
    KAFKA_SILENT("Kafka is silent", Part.KAFKA),
    SAAS_AWAY("SaaS is away", Part.SAAS),
    /** Connections stay open, and nothing that SaaS says arrives. */
    SAAS_MUTE("SaaS is mute", Part.SAAS),
    /** Many requests get 5xx, and some no answer; streams that are open go on. */
    SAAS_5XX("SaaS answers with 5xx", Part.SAAS),
    /** A stranger writes records that look like ingest's. */
    FOREIGN_VALID("a stranger writes valid records", Part.KAFKA),
    /** A stranger writes records that cannot be ingest's. */
    FOREIGN_INVALID("a stranger writes invalid records", Part.KAFKA),
    /** A stranger begins a transaction, writes into the log, and lets it stand. */
    TRANSACTION_OPEN("a stranger's transaction stands open", Part.KAFKA),
    EDGE_RIGHT_WITHDRAWN("edge 1 may not read an environment", Part.EDGE_1, Part.KAFKA),
    FRESHNESS_RIGHT_WITHDRAWN("edge 2 may not read heartbeats", Part.EDGE_2, Part.KAFKA),
    INGEST_RIGHT_WITHDRAWN("ingest may not write", Part.INGEST, Part.KAFKA);

    private final String words;
    private final Part part;
    private final Part other;

    FaultKind(String words, Part part) {
        this(words, part, part);
    }

    FaultKind(String words, Part part, Part other) {
        this.words = words;
        this.part = part;
        this.other = other;
    }

    /** For people. */
    public String words() {
        return words;
    }

    /** What it takes hold of: two faults at a time have no part in common. */
    public Set<Part> parts() {
        return EnumSet.of(part, other);
    }

    /** Whether it is over as soon as it has happened. */
    public boolean isInstant() {
        return this == FOREIGN_VALID || this == FOREIGN_INVALID;
    }

    /** Whether both can go on at the same time. */
    boolean goesWith(FaultKind with) {
        return Collections.disjoint(parts(), with.parts());
    }

    /** What faults take hold of; records and rights are Kafka's, which must answer meanwhile. */
    public enum Part {
        INGEST,
        EDGE_1,
        EDGE_2,
        SAAS,
        KAFKA
    }
}

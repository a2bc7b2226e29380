package io.flaghoist.simulator.state;

/** Whether a change is told to the open streams. */
public enum EventDelivery {
    /** As SaaS does. */
    SENT,
    /** The change happens, its event is lost: the missed notice that a relay must survive. */
    SILENT
}

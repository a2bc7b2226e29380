package io.flaghoist.simulator.state;

/** Whether open streams get an event for a change. */
public enum EventDelivery {
    /** As SaaS does. */
    SENT,
    /** The change is made, its event is lost: a missed event, which a relay must survive. */
    SILENT
}

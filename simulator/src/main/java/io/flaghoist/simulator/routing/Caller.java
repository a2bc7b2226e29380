package io.flaghoist.simulator.routing;

/** Who a verified token speaks for. */
public sealed interface Caller {
    /** The key that the token was issued for. */
    String keySha256();

    /**
     * An SDK, or a relay with an SDK's key: one environment.
     *
     * @param environment its claim {@code environment}
     */
    record Sdk(String environment, String keySha256) implements Caller {}

    /** A relay with a proxy key: every environment. */
    record Proxy(String keySha256) implements Caller {}
}

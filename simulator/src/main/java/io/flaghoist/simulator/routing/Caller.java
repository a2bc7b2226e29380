package io.flaghoist.simulator.routing;

/**
 * Who a verified token speaks for.
 *
 * @param environment its claim {@code environment}
 * @param sdkKeySha256 the SDK key that it was issued for
 */
public record Caller(String environment, String sdkKeySha256) {}

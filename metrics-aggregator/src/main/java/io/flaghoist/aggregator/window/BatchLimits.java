package io.flaghoist.aggregator.window;

/**
 * What SaaS takes in one request.
 *
 * @param bytes of a body; a single usage that is larger goes alone
 * @param targets in a body
 */
public record BatchLimits(int bytes, int targets) {
    /** relay-protocol.md, E.3. */
    public static final BatchLimits OF_SAAS = new BatchLimits(1 << 20, 1_000);
}

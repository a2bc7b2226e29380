package io.flaghoist.console.doctor;

/**
 * The result of one check.
 *
 * @param name what kind of check, the same in every diagnosis: {@code topic-settings}
 * @param subject what was examined: an address, a topic, an environment, an API key's alias
 * @param finding what was found, in a sentence or two without anything secret
 * @param advice what to do, where and with which command, possibly in several lines; empty where
 *     there is nothing to do
 */
public record Check(String name, String subject, Outcome outcome, String finding, String advice) {}

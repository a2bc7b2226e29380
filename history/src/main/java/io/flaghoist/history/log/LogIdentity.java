package io.flaghoist.history.log;

/**
 * One log among all: a topic that is deleted and created anew, or another cluster, is another log.
 *
 * @param topicId of the history topic
 */
public record LogIdentity(String clusterId, String topicId) {}

package io.flaghoist.log;

/**
 * One topic of one partition at one time.
 *
 * @param topicId changes when the topic is created again
 * @param begin the first offset that can be read
 * @param end the high watermark, including records of open transactions
 */
public record TopicExtent(String topicId, long begin, long end) {}

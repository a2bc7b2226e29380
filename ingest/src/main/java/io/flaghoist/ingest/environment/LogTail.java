package io.flaghoist.ingest.environment;

import io.flaghoist.schemas.image.EnvironmentImage;

/**
 * The end of an environment's log, as its one writer knows it.
 *
 * @param image everything up to the last change
 * @param epoch of the changes to come; seen by others only once one is written
 * @param previousHash what the next history record chains to
 * @param ownership which of the writer's times of ownership this belongs to; a tail of an earlier
 *     one cannot be appended to
 */
public record LogTail(EnvironmentImage image, long epoch, String previousHash, long ownership) {}

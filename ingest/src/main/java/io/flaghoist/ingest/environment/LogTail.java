package io.flaghoist.ingest.environment;

import io.flaghoist.schemas.image.EnvironmentImage;

/**
 * The end of an environment's log, as its one writer knows it.
 *
 * @param image everything up to the last change
 * @param epoch of the changes to come; announced by a heartbeat before the first of them
 * @param previousHash what the next history record chains to
 * @param ownership which of the writer's times of ownership this belongs to; a tail of an earlier
 *     one cannot be appended to
 * @param served under which versions documents were served that the image has forgotten, or that
 *     others wrote; shared by all tails since the log was opened
 */
public record LogTail(
        EnvironmentImage image,
        long epoch,
        String previousHash,
        long ownership,
        ServedVersions served) {}

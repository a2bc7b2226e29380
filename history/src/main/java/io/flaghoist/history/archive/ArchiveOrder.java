package io.flaghoist.history.archive;

import io.flaghoist.schemas.EnvironmentId;
import java.util.OptionalLong;

/**
 * What is to be archived.
 *
 * @param until the last revision; empty for all
 * @param clusterId the Kafka that it is read from, for people
 * @param prefix of the topics that it is read from, for people
 * @param version of Flaghoist, for people
 * @param allowsBroken whether a history is archived that does not verify, as evidence
 */
public record ArchiveOrder(
        EnvironmentId environment,
        OptionalLong until,
        String clusterId,
        String prefix,
        String version,
        boolean allowsBroken) {}

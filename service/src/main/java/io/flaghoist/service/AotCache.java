package io.flaghoist.service;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The AOT cache that this JVM was given. The JVM itself says nothing when it does without. */
final class AotCache {
    private static final Logger LOG = LoggerFactory.getLogger(AotCache.class);
    private static final String FLAG = "-XX:AOTCache=";

    private AotCache() {}

    /** Logs a warning when the JVM was given a cache and does not use it. */
    static void warnIfRefused() {
        refused(
                        ManagementFactory.getRuntimeMXBean().getInputArguments(),
                        System.getProperty("java.vm.info", ""))
                .ifPresent(file ->
                        LOG.warn(
                                "The JVM does not use the AOT cache {}: it was made with another JVM, class path or heap"
                                        + " settings, or cannot be read. This start and the first requests take longer;"
                                        + " nothing else is concerned. Make the cache again with this installation.",
                                file));
    }

    /**
     * The cache that the JVM was given and does not use.
     *
     * @param vmInfo the property {@code java.vm.info}, which says {@code sharing} where a cache is
     *     in use
     */
    static Optional<String> refused(List<String> jvmArguments, String vmInfo) {
        return jvmArguments.stream()
                .filter(argument -> argument.startsWith(FLAG))
                .map(argument -> argument.substring(FLAG.length()))
                .filter(_ -> !vmInfo.contains("sharing"))
                .findFirst();
    }
}

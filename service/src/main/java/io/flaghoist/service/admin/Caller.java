package io.flaghoist.service.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to the admin port, as far as it matters for whether it is answered.
 *
 * @param method as sent
 * @param path below the admin port's own, decoded
 * @param isLocal whether both ends of its connection are on loopback
 * @param hosts the fields {@code Host}
 * @param origins the fields {@code Origin}
 * @param fetchSite what a browser says of where the request comes from, {@code Sec-Fetch-Site}
 * @param authorization the field of that name
 */
record Caller(
        String method,
        String path,
        boolean isLocal,
        List<String> hosts,
        List<String> origins,
        @Nullable String fetchSite,
        @Nullable String authorization) {}

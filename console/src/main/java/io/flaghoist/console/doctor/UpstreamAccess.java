package io.flaghoist.console.doctor;

import io.flaghoist.saas.ApiKeys;
import java.net.URI;
import java.util.Optional;

/**
 * How ingest reaches Harness SaaS; the names are those of its settings.
 *
 * @param clientService {@code CLIENT_SERVICE}, for instance {@code
 *     https://config.ff.harness.io/api/1.0}
 * @param apiKeys {@code API_KEYS}; without any only the network is examined
 * @param admin where the admin service is to be examined too
 */
public record UpstreamAccess(URI clientService, ApiKeys apiKeys, Optional<AdminAccess> admin) {}

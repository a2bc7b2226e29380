package io.flaghoist.console.doctor;

import io.flaghoist.saas.Secret;
import java.net.URI;

/**
 * How ingest reads which SDK keys exist.
 *
 * @param service {@code ADMIN_SERVICE}, for instance {@code https://app.harness.io/gateway/cf}
 * @param token {@code ADMIN_SERVICE_TOKEN}
 * @param account {@code ACCOUNT_IDENTIFIER}
 * @param organization {@code ORG_IDENTIFIER}
 */
public record AdminAccess(URI service, Secret token, String account, String organization) {}

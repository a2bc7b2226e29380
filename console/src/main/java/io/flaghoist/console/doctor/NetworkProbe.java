package io.flaghoist.console.doctor;

import static io.flaghoist.console.doctor.State.first;
import static io.flaghoist.console.doctor.State.when;

import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks whether a service can be reached: name, port, certificate, proxy settings. Blocks.
 *
 * @param environment the variables of this process
 */
record NetworkProbe(
        Duration connectTimeout,
        TlsProbe tls,
        InstantSource clock,
        Map<String, String> environment) {
    private static final Duration EXPIRES_SOON = Duration.ofDays(21);
    private static final List<String> PROXY_VARIABLES =
            List.of(
                    "ALL_PROXY",
                    "HTTPS_PROXY",
                    "HTTP_PROXY",
                    "all_proxy",
                    "https_proxy",
                    "http_proxy");

    /**
     * Reports on the way to a service.
     *
     * @param kind begins the names of the checks: {@code upstream}
     * @return whether it is worth sending requests
     */
    boolean check(String kind, URI uri, Report report) {
        String name = kind + "-address";
        boolean isHttps = "https".equals(uri.getScheme());
        if (uri.getHost() == null || !(isHttps || "http".equals(uri.getScheme()))) {
            report.add(name, "invalid", uri.toString().replaceAll("//[^/@]*@", "//…@"));
            return false;
        }
        Optional<Proxy> proxy = proxy(uri);
        if (proxy.isPresent()) {
            report.add(name, "proxy", Format.of(uri), Map.of("proxy", proxy.get().address()));
            return true;
        }
        Address address = Address.of(uri);
        Connection connection = Connection.to(address, connectTimeout);
        var values = Map.of("connection", connection.text(), "variable", variable());
        boolean isProxySet = !variable().isEmpty();
        if (!connection.isAccepted()) {
            Object state = isProxySet ? "variable" : connection.status();
            report.add(name, state, address.toString(), values);
            return false;
        }
        report.add(name, connection.status(), address.toString(), values);
        if (isProxySet && !address.isLoopback() && !isExempt(address.host())) {
            report.add(kind + "-proxy", "variable", address.toString(), values);
        }
        if (isHttps) {
            return certificate(kind + "-tls", address, report);
        }
        report.add(kind + "-tls", address.isLoopback() ? "local" : "none", Format.of(uri));
        return true;
    }

    /** The proxy that this JVM's own properties name for {@code uri}. */
    private static Optional<Proxy> proxy(URI uri) {
        ProxySelector selector = ProxySelector.getDefault();
        return selector == null
                ? Optional.empty()
                : selector.select(uri).stream().filter(it -> it.address() != null).findFirst();
    }

    /** The variable that names a proxy, which JVMs do not use; empty without one. */
    private String variable() {
        return PROXY_VARIABLES.stream()
                .filter(name -> !environment.getOrDefault(name, "").isBlank())
                .findFirst()
                .orElse("");
    }

    private boolean isExempt(String host) {
        String exempt =
                environment.getOrDefault("NO_PROXY", environment.getOrDefault("no_proxy", ""));
        return List.of(exempt.split(",", -1)).stream()
                .map(it -> it.strip().replaceFirst("^\\*?\\.", ""))
                .filter(it -> !it.isEmpty())
                .anyMatch(it -> it.equals("*") || host.equals(it) || host.endsWith("." + it));
    }

    private boolean certificate(String name, Address address, Report report) {
        TlsProbe.Handshake handshake = tls.handshake(address, connectTimeout);
        Duration left = Duration.between(clock.instant(), handshake.notAfter());
        boolean isTrusted = handshake.isTrusted();
        String state =
                first(
                        "ok",
                        when(!isTrusted && handshake.certificate().isEmpty(), "no-certificate"),
                        when(!isTrusted && left.isNegative(), "expired"),
                        when(!isTrusted, "untrusted"),
                        when(left.compareTo(EXPIRES_SOON) < 0, "expires-soon"));
        var values =
                Map.of(
                        "protocol", handshake.protocol(),
                        "failure", handshake.failure(),
                        "certificate", handshake.certificate(),
                        "host", address.host(),
                        "left", left);
        report.add(name, state, address.toString(), values);
        return isTrusted;
    }
}

package io.flaghoist.console.doctor;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether a service can be reached at all: name, port, certificate, and proxies on the way. */
final class NetworkChecks {
    private static final Duration EXPIRES_SOON = Duration.ofDays(21);
    private static final Set<String> PROXY_VARIABLES =
            Set.of(
                    "HTTPS_PROXY",
                    "https_proxy",
                    "HTTP_PROXY",
                    "http_proxy",
                    "ALL_PROXY",
                    "all_proxy");

    private final String kind;
    private final DoctorLimits limits;
    private final TlsProbe tls;
    private final InstantSource clock;
    private final Map<String, String> environment;

    /**
     * @param kind begins the names of the checks: {@code upstream}
     * @param environment the variables of this process
     */
    NetworkChecks(
            String kind,
            DoctorLimits limits,
            TlsProbe tls,
            InstantSource clock,
            Map<String, String> environment) {
        this.kind = kind;
        this.limits = limits;
        this.tls = tls;
        this.clock = clock;
        this.environment = environment;
    }

    /**
     * Looks, and tells {@code findings}.
     *
     * @return whether it is worth asking for more
     */
    boolean examine(URI uri, Findings findings) {
        String name = kind + "-address";
        if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
            findings.wrong(
                    name,
                    uri.toString().replaceAll("//[^/@]*@", "//…@"),
                    "Is no address of a service.",
                    "Give http://host:port or https://host, with a path where there is one.");
            return false;
        }
        Optional<String> proxy = HttpProbe.proxy(uri);
        if (proxy.isPresent()) {
            findings.ok(
                    name,
                    Words.of(uri),
                    "Is reached through the proxy %s that this JVM was told of (https.proxyHost); give ingest the same."
                            .formatted(proxy.get()));
            return true;
        }
        Address address = Address.of(uri);
        Contact contact = Contact.with(address, limits.connect());
        if (!contact.isAccepted()) {
            findings.wrong(
                    name, address.toString(), "It " + contact.words() + ".", advice(contact));
            return false;
        }
        findings.ok(name, address.toString(), "It " + contact.words() + ".");
        ignoredProxy(address, findings);
        return "https".equals(uri.getScheme())
                ? certificate(address, findings)
                : plain(uri, findings);
    }

    private String advice(Contact contact) {
        String variables = variables();
        if (!variables.isEmpty()) {
            return "Here %s says that there is a proxy, which JVMs do not heed: set JAVA_TOOL_OPTIONS='-Dhttps.proxyHost=… -Dhttps.proxyPort=… -Dhttp.nonProxyHosts=…' for ingest and for this command."
                    .formatted(variables);
        }
        return contact instanceof Contact.Unresolved
                ? "Check the spelling, and the DNS of this machine. Where only a proxy knows the names outside, set JAVA_TOOL_OPTIONS='-Dhttps.proxyHost=… -Dhttps.proxyPort=…'."
                : "Check that it runs and listens there, and firewalls: outgoing connections to this host and port must be allowed. Where there is a proxy, set JAVA_TOOL_OPTIONS='-Dhttps.proxyHost=… -Dhttps.proxyPort=…'.";
    }

    private void ignoredProxy(Address address, Findings findings) {
        String variables = variables();
        if (variables.isEmpty() || address.isLoopback() || isExempt(address.host())) {
            return;
        }
        findings.warning(
                kind + "-proxy",
                address.toString(),
                "%s is set here, but JVMs do not heed it: the connection is direct."
                        .formatted(variables),
                "Direct works from here. If it must not be: JAVA_TOOL_OPTIONS='-Dhttps.proxyHost=… -Dhttps.proxyPort=…'. If it may: add the host to NO_PROXY, so that nobody is misled.");
    }

    private String variables() {
        return PROXY_VARIABLES.stream()
                .filter(name -> !environment.getOrDefault(name, "").isBlank())
                .sorted()
                .findFirst()
                .orElse("");
    }

    private boolean isExempt(String host) {
        String exempt =
                environment.getOrDefault("NO_PROXY", environment.getOrDefault("no_proxy", ""));
        for (String part : exempt.split(",", -1)) {
            String end = part.strip().replaceFirst("^\\*?\\.", "");
            if (!end.isEmpty()
                    && (end.equals("*") || host.equals(end) || host.endsWith("." + end))) {
                return true;
            }
        }
        return false;
    }

    private boolean plain(URI uri, Findings findings) {
        findings.skipped(
                kind + "-tls",
                Words.of(uri),
                Address.of(uri).isLoopback()
                        ? "No TLS: the address begins with http."
                        : "No TLS: keys and tokens can be read on the way.");
        return true;
    }

    private boolean certificate(Address address, Findings findings) {
        return switch (tls.shake(address, limits.connect())) {
            case TlsProbe.Result.Trusted(var protocol, var shown) -> {
                trusted(address, protocol, shown, findings);
                yield true;
            }
            case TlsProbe.Result.Failed(var reason, var shown) -> {
                findings.wrong(
                        kind + "-tls",
                        address.toString(),
                        "No trust: "
                                + reason
                                + shown.map(of -> "; shown was " + words(of)).orElse("")
                                + ".",
                        shown.map(of -> mend(address, of))
                                .orElse(
                                        "Check that this port speaks TLS, and that nothing in between ends the connection."));
                yield false;
            }
        };
    }

    private void trusted(
            Address address, String protocol, TlsProbe.Shown shown, Findings findings) {
        Duration left = Duration.between(clock.instant(), shown.notAfter());
        String finding = "%s, %s.".formatted(protocol, words(shown));
        if (left.compareTo(EXPIRES_SOON) < 0) {
            findings.warning(
                    kind + "-tls",
                    address.toString(),
                    finding,
                    "Renew it within %s: afterwards nobody connects.".formatted(Words.of(left)));
        } else {
            findings.ok(kind + "-tls", address.toString(), finding);
        }
    }

    private String mend(Address address, TlsProbe.Shown shown) {
        Instant now = clock.instant();
        if (shown.notAfter().isBefore(now)) {
            return "It has expired: renew it, or, if it has not, set the clock here right.";
        }
        return "Check that the certificate names %s (subject alternative names), and who issued it: an issuer of your own company is a proxy that opens TLS, or an internal authority. Then import its root into the trust store of the JVM that ingest and this command run on: keytool -importcert -cacerts -alias company -file root.pem"
                .formatted(address.host());
    }

    private static String words(TlsProbe.Shown shown) {
        return "a certificate of %s, issued by %s, valid until %s"
                .formatted(shown.subject(), shown.issuer(), shown.notAfter());
    }
}

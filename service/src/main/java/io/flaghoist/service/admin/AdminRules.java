package io.flaghoist.service.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides which requests to the admin port are allowed. Immutable. */
final class AdminRules {
    /** Open to all clients but web pages: the Host of a probe is the address of a pod. */
    private static final Set<String> OPEN = Set.of("/ping", "/healthcheck");

    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final Set<String> OWN_SITE = Set.of("none", "same-origin");
    private static final String SCHEME = "Bearer ";
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[::1]");
    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

    private final byte @Nullable [] token;

    /**
     * @param token empty for none
     */
    AdminRules(String token) {
        this.token = token.isEmpty() ? null : bytes(token);
    }

    /** Why the caller is refused; empty if it is not. */
    Optional<Refusal> refusal(Caller caller) {
        if (isOfAnotherPage(caller)) {
            return Optional.of(Refusal.ORIGIN);
        }
        if (OPEN.contains(caller.path()) && READING.contains(caller.method())) {
            return Optional.empty();
        }
        if (caller.authorization() != null) {
            return hasToken(caller.authorization())
                    ? Optional.empty()
                    : Optional.of(Refusal.CREDENTIAL);
        }
        if (!caller.isLocal()) {
            return Optional.of(Refusal.CREDENTIAL);
        }
        return isLoopback(caller.hosts()) ? Optional.empty() : Optional.of(Refusal.HOST);
    }

    /** Browsers send an origin with every request of a page, except plain reads of its own site. */
    private static boolean isOfAnotherPage(Caller caller) {
        String site = caller.fetchSite();
        if (site != null && !OWN_SITE.contains(site)) {
            return true;
        }
        return !caller.origins().isEmpty()
                && !(caller.origins().size() == 1
                        && caller.hosts().size() == 1
                        && isOrigin(caller.origins().getFirst(), caller.hosts().getFirst()));
    }

    private static boolean isOrigin(String origin, String host) {
        return origin.equalsIgnoreCase("http://" + host)
                || origin.equalsIgnoreCase("https://" + host);
    }

    private boolean hasToken(String authorization) {
        return token != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        token, bytes(authorization.substring(SCHEME.length()).strip()));
    }

    private static boolean isLoopback(List<String> hosts) {
        return hosts.size() == 1
                && LOOPBACK.matcher(
                                PORT.matcher(hosts.getFirst().toLowerCase(Locale.ROOT))
                                        .replaceFirst(""))
                        .matches();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

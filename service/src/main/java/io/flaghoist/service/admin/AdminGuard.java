package io.flaghoist.service.admin;

import io.flaghoist.service.logging.BadRequests;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Filters all requests to the admin port. Thread-safe. */
final class AdminGuard implements Filter {
    private static final Logger log = LoggerFactory.getLogger(AdminGuard.class);

    private final AdminRules rules;
    private final Consumer<Refusal> refused;

    AdminGuard(AdminRules rules, Consumer<Refusal> refused) {
        this.rules = rules;
        this.refused = refused;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest asked)
                || !(response instanceof HttpServletResponse answer)) {
            throw new ServletException("the admin port speaks HTTP");
        }
        Optional<Refusal> refusal =
                rules.refusal(caller(asked)).or(() -> LogLevels.refusal(path(asked), asked));
        if (refusal.isPresent()) {
            refuse(answer, refusal.get());
        } else {
            chain.doFilter(request, response);
        }
    }

    private void refuse(HttpServletResponse answer, Refusal refusal) throws IOException {
        refused.accept(refusal);
        log.warn(
                BadRequests.MARKER,
                "Refused a request to the admin port: {}. Check who asks.",
                refusal.words());
        answer.setStatus(HttpServletResponse.SC_FORBIDDEN);
        answer.setContentType("application/json");
        answer.setHeader("Cache-Control", "no-store");
        answer.getOutputStream()
                .write(
                        "{\"code\":403,\"message\":\"%s\"}"
                                .formatted(refusal.words())
                                .getBytes(StandardCharsets.UTF_8));
    }

    private static Caller caller(HttpServletRequest request) {
        return new Caller(
                request.getMethod(),
                path(request),
                isLoopback(request.getRemoteAddr()) && isLoopback(request.getLocalAddr()),
                all(request, "Host"),
                all(request, "Origin"),
                request.getHeader("Sec-Fetch-Site"),
                request.getHeader("Authorization"));
    }

    private static String path(HttpServletRequest request) {
        String below = request.getPathInfo();
        return request.getServletPath() + (below == null ? "" : below);
    }

    private static List<String> all(HttpServletRequest request, String name) {
        return Collections.list(request.getHeaders(name));
    }

    /** Of a literal address, as servlets give it: nothing is looked up. */
    private static boolean isLoopback(String address) {
        try {
            return InetAddress.ofLiteral(address).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

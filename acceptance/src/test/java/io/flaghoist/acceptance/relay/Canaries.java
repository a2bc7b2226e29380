package io.flaghoist.acceptance.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What must not leave a process: every secret that the system under test was given or has issued.
 * Tokens are known by their looks as well, because those that SDKs get pass nobody else.
 * Thread-safe.
 */
public final class Canaries {
    private static final Pattern TOKEN =
            Pattern.compile("eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{16,}");

    private final Map<String, String> secrets = new ConcurrentHashMap<>();

    /** From now on {@code secret} must not be found anywhere. */
    public void add(String what, String secret) {
        secrets.putIfAbsent(secret, what);
    }

    /** What of it is in {@code text}, in words that tell no secret. */
    public List<String> in(String where, String text) {
        var found = new ArrayList<String>();
        secrets.forEach((secret, what) -> {
            if (text.contains(secret)) {
                found.add(what + " in " + where);
            }
        });
        if (TOKEN.matcher(text).find()) {
            found.add("a token in " + where);
        }
        return found;
    }
}

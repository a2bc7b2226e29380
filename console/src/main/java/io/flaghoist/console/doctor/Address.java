package io.flaghoist.console.doctor;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/** {@code host:port}. */
record Address(String host, int port) {
    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final Pattern FORM = Pattern.compile("\\[?([^\\[\\]\\s,]+)]?:([0-9]{1,5})");

    /** The addresses in {@code commaSeparated}; what is none is left out. */
    static List<Address> list(String commaSeparated) {
        return FORM.matcher(commaSeparated)
                .results()
                .map(it -> new Address(it.group(1), Integer.parseInt(it.group(2))))
                .toList();
    }

    static Address of(URI uri) {
        int byScheme = "https".equals(uri.getScheme()) ? HTTPS : HTTP;
        return new Address(uri.getHost(), uri.getPort() < 0 ? byScheme : uri.getPort());
    }

    boolean isLoopback() {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}

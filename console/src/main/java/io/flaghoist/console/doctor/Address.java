package io.flaghoist.console.doctor;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code host:port} as somebody wrote it. */
record Address(String host, int port) {
    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final Pattern FORM = Pattern.compile("\\[?([^\\[\\]\\s]+)\\]?:([0-9]{1,5})");

    /** What of {@code commaSeparated} can be read as addresses. */
    static List<Address> list(String commaSeparated) {
        var addresses = new ArrayList<Address>();
        for (String part : commaSeparated.split(",", -1)) {
            Matcher matcher = FORM.matcher(part.strip());
            if (matcher.matches()) {
                addresses.add(new Address(matcher.group(1), Integer.parseInt(matcher.group(2))));
            }
        }
        return addresses;
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

package io.flaghoist.edge.http;

import java.util.Arrays;
import java.util.List;

/** The route table, for tests that must not forget a route. */
public final class Routes {
    private Routes() {}

    /** Patterns of the routes that ask for a token. */
    public static List<String> patternsWithToken() {
        return Arrays.stream(Route.values())
                .filter(route -> route.access() == Route.Access.TOKEN)
                .map(Route::pattern)
                .toList();
    }
}

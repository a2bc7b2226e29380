package io.flaghoist.simulator.saas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaghoist.simulator.routing.Exchange;
import io.flaghoist.simulator.state.Json;
import io.flaghoist.simulator.state.RefusedException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The page that a request asks for.
 *
 * @param index from 0
 */
record Paging(int index, int size) {
    private static final int MAX_SIZE = 1_000;

    /**
     * Reads {@code pageNumber} and {@code pageSize}.
     *
     * @throws RefusedException 400 naming the one that is not a number or out of range
     */
    static Paging read(Exchange exchange, int defaultSize) {
        var size = number(exchange, "pageSize", defaultSize, 1, MAX_SIZE);
        return new Paging(number(exchange, "pageNumber", 0, 0, Integer.MAX_VALUE), size);
    }

    /** The elements of this page of {@code all}, under {@code field}; none beyond the last page. */
    <T> ObjectNode of(List<T> all, String field, Function<T, ? extends JsonNode> form) {
        var from = (int) Math.min(all.size(), (long) index * size);
        var page =
                Json.object()
                        .put("pageIndex", index)
                        .put("pageCount", (all.size() + size - 1) / size)
                        .put("pageSize", size)
                        .put("itemCount", all.size());
        var elements = page.putArray(field);
        all.subList(from, Math.min(all.size(), from + size))
                .forEach(it -> elements.add(form.apply(it)));
        return page;
    }

    private static int number(Exchange exchange, String name, int otherwise, int min, int max) {
        var text = exchange.query().get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            var number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw outOfRange(name, min, max, e);
        }
        throw outOfRange(name, min, max, null);
    }

    private static RefusedException outOfRange(
            String name, int min, int max, @Nullable Throwable cause) {
        var refused =
                RefusedException.invalid(
                        "query parameter " + name + " must be a number from " + min + " to " + max);
        if (cause != null) {
            refused.initCause(cause);
        }
        return refused;
    }
}

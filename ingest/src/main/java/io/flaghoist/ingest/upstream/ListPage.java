package io.flaghoist.ingest.upstream;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One page of a list of the admin service. */
public record ListPage<T>(List<T> elements, More more) {
    /** Whether another page follows. */
    public enum More {
        NO,
        /** According to the page. */
        YES,
        /** Unknown: it is full and does not give a page count. */
        PERHAPS
    }

    /**
     * @param number from 0
     * @param pageCount as the page has it; null where it does not
     * @param pageSize likewise
     * @param asked how many elements were asked for
     */
    static <T> ListPage<T> of(
            @Nullable List<T> elements,
            int number,
            @Nullable Long pageCount,
            @Nullable Long pageSize,
            int asked) {
        List<T> all = Objects.requireNonNullElse(elements, List.of());
        if (pageCount != null) {
            return new ListPage<>(all, number + 1 < pageCount ? More.YES : More.NO);
        }
        long full = pageSize == null ? asked : Math.min(asked, pageSize);
        return new ListPage<>(all, all.size() < full ? More.NO : More.PERHAPS);
    }
}

package io.flaghoist.ingest.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.saas.Answer;
import io.flaghoist.saas.Failure;
import io.flaghoist.saas.Http;
import io.flaghoist.saas.Secret;
import io.flaghoist.schemas.HashedApiKey;
import io.flaghoist.schemas.document.ApiKeyDocument;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.document.KeyType;
import io.flaghoist.schemas.json.Json;
import io.flaghoist.schemas.wire.ApiKeyPage;
import io.flaghoist.schemas.wire.ApiKeyPage.ApiKeyRecord;
import io.flaghoist.schemas.wire.TargetPage;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * The admin service of SaaS: hashed API keys and targets of an environment, page by page. A list
 * ends at the last page by its own count, at a page that is not full, and at one with nothing new.
 */
final class AdminService {
    private static final int PAGE_SIZE = 100;

    /** Far above any environment: an endless list must end here. */
    private static final int MAX_PAGES = 100;

    private static final String API_KEYS = "the list of API keys (admin service)";
    private static final String TARGETS = "the list of targets (admin service)";

    private final Http http;
    private final RateLimiter limiter;
    private final HttpUrl base;
    private final Secret token;
    private final String account;
    private final String organization;

    /**
     * @param limiter of all requests
     * @param base for instance {@code https://app.harness.io/gateway/cf}
     */
    AdminService(
            Http http,
            RateLimiter limiter,
            HttpUrl base,
            Secret token,
            String account,
            String organization) {
        this.http = http;
        this.limiter = limiter;
        this.base = base;
        this.token = token;
        this.account = account;
        this.organization = organization;
    }

    /** All API keys of an environment; records without a hash are left out. */
    Answer<List<ApiKeyDocument>> apiKeys(EnvironmentNames names) {
        var keys = new LinkedHashSet<ApiKeyDocument>();
        var seen = new HashSet<ApiKeyRecord>();
        for (int number = 0; number < MAX_PAGES; number++) {
            switch (apiKeys(names, number)) {
                case Answer.Failed<ListPage<ApiKeyRecord>> failed -> {
                    return failed.as();
                }
                case Answer.Fetched<ListPage<ApiKeyRecord>>(var page) -> {
                    page.elements().forEach(record -> add(record, keys));
                    boolean isNew = seen.addAll(page.elements());
                    if (!isNew && page.more() == ListPage.More.YES) {
                        return new Answer.Failed<>(
                                API_KEYS,
                                new Failure.Unreadable(
                                        "a page has nothing new, but is not the last"));
                    }
                    if (!isNew || page.more() == ListPage.More.NO) {
                        return new Answer.Fetched<>(List.copyOf(keys));
                    }
                }
            }
        }
        return new Answer.Failed<>(API_KEYS, new Failure.Unreadable("more than 10,000 API keys"));
    }

    private Answer<ListPage<ApiKeyRecord>> apiKeys(EnvironmentNames names, int number) {
        return page(API_KEYS, names, "admin/apikey", number, ApiKeyPage.class)
                .then(page ->
                        new Answer.Fetched<>(
                                ListPage.of(
                                        page.apiKeys(),
                                        number,
                                        page.pageCount(),
                                        page.pageSize(),
                                        PAGE_SIZE)));
    }

    /** One page of the targets of an environment, numbered from 0. */
    Answer<ListPage<JsonNode>> targets(EnvironmentNames names, int number) {
        return page(TARGETS, names, "admin/targets", number, TargetPage.class)
                .then(page ->
                        new Answer.Fetched<>(
                                ListPage.of(
                                        page.targets(),
                                        number,
                                        page.pageCount(),
                                        page.pageSize(),
                                        PAGE_SIZE)));
    }

    private <T> Answer<T> page(
            String what, EnvironmentNames names, String path, int page, Class<T> type) {
        HttpUrl url =
                base.newBuilder()
                        .addPathSegments(path)
                        .addQueryParameter("accountIdentifier", account)
                        .addQueryParameter("orgIdentifier", organization)
                        .addQueryParameter("projectIdentifier", names.projectIdentifier())
                        .addQueryParameter("environmentIdentifier", names.environmentIdentifier())
                        .addQueryParameter("pageNumber", Integer.toString(page))
                        .addQueryParameter("pageSize", Integer.toString(PAGE_SIZE))
                        .build();
        Request request = new Request.Builder().url(url).header("x-api-key", token.value()).build();
        return limited(what, request)
                .then(tree -> {
                    try {
                        return new Answer.Fetched<>(Json.bind(tree, type));
                    } catch (JsonProcessingException e) {
                        return new Answer.Failed<>(
                                what, new Failure.Unreadable("not a page of the list"));
                    }
                });
    }

    private Answer<JsonNode> limited(String what, Request request) {
        try {
            limiter.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the calling loop is being closed
            return new Answer.Failed<>(what, new Failure.Unreachable("ingest stops"));
        }
        Answer<JsonNode> answer = http.json(what, request);
        if (answer instanceof Answer.Failed<JsonNode> failed) {
            failed.why().retryAfter().ifPresent(limiter::pause);
        }
        return answer;
    }

    private static void add(ApiKeyRecord record, Set<ApiKeyDocument> keys) {
        String hash = Objects.requireNonNullElse(record.key(), "");
        if (HashedApiKey.isValid(hash)) {
            keys.add(
                    ApiKeyDocument.of(
                            new HashedApiKey(hash),
                            KeyType.ofWord(Objects.requireNonNullElse(record.type(), "")),
                            Objects.requireNonNullElse(record.identifier(), ""),
                            Objects.requireNonNullElse(record.name(), "")));
        }
    }
}

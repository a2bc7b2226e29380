package io.flaghoist.simulator.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The names of an environment.
 *
 * @param id the UUID, 1 to 64 characters out of {@code A-Z a-z 0-9 _ -}
 * @param environmentIdentifier its short name, for example {@code dev}
 * @param projectIdentifier the project it belongs to
 * @param orgIdentifier the organization of the project
 * @param accountIdentifier the account of the organization
 */
public record EnvironmentNames(
        String id,
        String environmentIdentifier,
        String projectIdentifier,
        String orgIdentifier,
        String accountIdentifier) {
    private static final Pattern VALID_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public EnvironmentNames {
        if (!VALID_ID.matcher(id).matches()) {
            throw RefusedException.invalid(
                    "an environment id has 1 to 64 characters out of A-Z a-z 0-9 _ -");
        }
    }

    /** The environment {@code environmentIdentifier} of the sample project. */
    public static EnvironmentNames sample(String id, String environmentIdentifier) {
        return new EnvironmentNames(
                id, environmentIdentifier, "sample", "default", "sample-account");
    }

    /** The names in {@code json}; those that are absent are the sample project's. */
    static EnvironmentNames read(String id, JsonNode json) {
        var sample = sample(id, id);
        return new EnvironmentNames(
                id,
                text(json, "environmentIdentifier", sample.environmentIdentifier()),
                text(json, "projectIdentifier", sample.projectIdentifier()),
                text(json, "orgIdentifier", sample.orgIdentifier()),
                text(json, "accountIdentifier", sample.accountIdentifier()));
    }

    private static String text(JsonNode json, String field, String otherwise) {
        var value = json.path(field);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw RefusedException.invalid(field + " must be a non-empty string");
        }
        return value.textValue();
    }

    boolean areMeantBy(Map<String, String> query) {
        return environmentIdentifier.equals(query.get("environmentIdentifier"))
                && projectIdentifier.equals(query.get("projectIdentifier"))
                && orgIdentifier.equals(query.get("orgIdentifier"))
                && accountIdentifier.equals(query.get("accountIdentifier"));
    }

    /** As in a seed, without the documents. */
    public ObjectNode toJson() {
        return Json.object()
                .put("id", id)
                .put("environmentIdentifier", environmentIdentifier)
                .put("projectIdentifier", projectIdentifier)
                .put("orgIdentifier", orgIdentifier)
                .put("accountIdentifier", accountIdentifier);
    }

    /** A UUID for the project, always the same for the same names. */
    public String projectId() {
        return uuid(accountIdentifier + '/' + orgIdentifier + '/' + projectIdentifier);
    }

    /** A UUID for the organization, always the same for the same names. */
    public String organizationId() {
        return uuid(accountIdentifier + '/' + orgIdentifier);
    }

    private static String uuid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }
}

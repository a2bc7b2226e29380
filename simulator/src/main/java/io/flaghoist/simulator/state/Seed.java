package io.flaghoist.simulator.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The initial state of SaaS; the format is described in the module's README.
 *
 * @param adminTokens SHA-256 of the accepted admin tokens
 * @param proxyKeys SHA-256 of the keys with which relays read all environments
 * @param environments in the order of the file
 */
public record Seed(
        List<String> adminTokens, List<String> proxyKeys, List<Environment> environments) {
    private static final String SAMPLE = "sample-project.json";

    public Seed {
        adminTokens = List.copyOf(adminTokens);
        proxyKeys = List.copyOf(proxyKeys);
        environments = List.copyOf(environments);
    }

    /**
     * One environment of a seed: its names, and its documents by {@link DocumentKind#seedField}.
     */
    public record Environment(EnvironmentNames names, ObjectNode json) {
        /**
         * Reads the names; the documents are looked at when they are stored.
         *
         * @param id what {@code json} may leave out
         * @throws RefusedException 400 when the names are not well formed
         */
        public static Environment read(@Nullable String id, ObjectNode json) {
            var given = json.path("id");
            if (id != null && !given.isMissingNode() && !id.equals(given.textValue())) {
                throw RefusedException.invalid("id must be '" + id + "' or absent");
            }
            return new Environment(
                    EnvironmentNames.read(id == null ? given.asText("") : id, json), json);
        }

        boolean hasDocuments() {
            for (var kind : DocumentKind.values()) {
                if (!json.path(kind.seedField()).isEmpty()) {
                    return true;
                }
            }
            return false;
        }

        Map<String, ObjectNode> documents(DocumentKind kind) {
            var array = json.path(kind.seedField());
            return array.isMissingNode() ? Map.of() : byIdentifier(kind, array);
        }
    }

    /**
     * The objects of {@code array} by their identifiers.
     *
     * @throws RefusedException 400 naming the element that is no object, has no identifier or
     *     repeats one
     */
    public static Map<String, ObjectNode> byIdentifier(DocumentKind kind, JsonNode array) {
        if (!array.isArray()) {
            throw RefusedException.invalid(
                    kind.seedField() + " must be an array, not " + Json.describe(array));
        }
        var documents = new LinkedHashMap<String, ObjectNode>();
        for (var i = 0; i < array.size(); i++) {
            var where = kind.seedField() + "[" + i + "]";
            var document = Json.asObject(array.path(i), where);
            var identifier = document.path(kind.identifierField()).textValue();
            if (identifier == null) {
                throw RefusedException.invalid(
                        where + ": " + kind.identifierField() + " must be a string");
            }
            if (documents.put(identifier, document) != null) {
                throw RefusedException.invalid(where + ": '" + identifier + "' is there twice");
            }
        }
        return documents;
    }

    /** No environment, no admin token, no proxy key. */
    public static Seed empty() {
        return new Seed(List.of(), List.of(), List.of());
    }

    /** The sample project that the quickstart shows. */
    public static Seed sample() {
        return resource(Seed.class, SAMPLE);
    }

    /**
     * Reads the format that the README describes.
     *
     * @throws RefusedException 400 saying what is wrong and where
     */
    public static Seed of(JsonNode json) {
        var seed = Json.asObject(json, "seed");
        var environments = new ArrayList<Environment>();
        for (var environment : seed.path("environments")) {
            environments.add(
                    Environment.read(
                            null,
                            Json.asObject(
                                    environment, "environments[" + environments.size() + "]")));
        }
        return new Seed(hashes(seed, "adminTokens"), hashes(seed, "proxyKeys"), environments);
    }

    private static List<String> hashes(JsonNode seed, String field) {
        var hashes = new ArrayList<String>();
        for (var secret : seed.path(field)) {
            var raw = secret.textValue();
            var sha256 = secret.path("sha256").textValue();
            if (raw == null && sha256 == null) {
                throw RefusedException.invalid(field + ": each is a string or {\"sha256\": …}");
            }
            hashes.add(raw != null ? SdkKeys.sha256(raw) : String.valueOf(sha256));
        }
        return hashes;
    }

    /**
     * Reads a seed from a file.
     *
     * @throws IOException when the file cannot be read
     * @throws RefusedException 400 saying what is wrong and where
     */
    public static Seed read(Path file) throws IOException {
        return of(Json.parse(Files.readAllBytes(file), file.toString()));
    }

    /**
     * Reads a seed from the class path.
     *
     * @param name relative to {@code beside}'s package, or absolute
     */
    public static Seed resource(Class<?> beside, String name) {
        try (var in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + name + " beside " + beside);
            }
            return of(Json.parse(in.readAllBytes(), name));
        } catch (IOException e) {
            throw new UncheckedIOException("reading resource " + name, e);
        }
    }
}

package io.flaghoist.acceptance.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flaghoist.schemas.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A stream as an SDK opens it; remembers what it was told. */
public final class SdkStream implements AutoCloseable {
    private static final String DATA = "data: ";

    private final String name;
    private final Stream<String> lines;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private volatile boolean open = true;

    /**
     * One event.
     *
     * @param event {@code create}, {@code patch} or {@code delete}
     * @param domain {@code flag} or {@code target-segment}
     */
    public record Event(String event, String domain, String identifier, long version) {}

    private SdkStream(String name, Stream<String> lines) {
        this.name = name;
        this.lines = lines;
    }

    static SdkStream open(HttpClient http, HttpRequest request, String name) {
        try {
            HttpResponse<Stream<String>> response = http.send(request, BodyHandlers.ofLines());
            if (response.statusCode() != 200) {
                throw new AssertionError("stream of " + name + ": " + response);
            }
            var stream = new SdkStream(name, response.body());
            Thread.ofVirtual().name("stream of " + name).start(stream::read);
            return stream;
        } catch (IOException e) {
            throw new UncheckedIOException("no stream of " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while opening a stream of " + name, e);
        }
    }

    private void read() {
        try {
            lines.filter(line -> line.startsWith(DATA))
                    .map(line -> event(line.substring(DATA.length())))
                    .forEach(events::add);
        } catch (UncheckedIOException connectionLost) {
            // As good as its end; isOpen() tells.
        } finally {
            open = false;
        }
    }

    private static Event event(String data) {
        try {
            JsonNode json = Json.read(data);
            return new Event(
                    json.path("event").asText(),
                    json.path("domain").asText(),
                    json.path("identifier").asText(),
                    json.path("version").asLong());
        } catch (JsonProcessingException e) {
            throw new AssertionError("an event that is no JSON: " + data, e);
        }
    }

    /** What it was told so far, in order. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /** Whether it was told that a flag has reached {@code version}. */
    public boolean toldOf(String flag, long version) {
        return events.stream()
                .anyMatch(event -> event.identifier().equals(flag) && event.version() >= version);
    }

    /** Whether the edge still holds it open. */
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        lines.close();
    }

    @Override
    public String toString() {
        return "stream of " + name;
    }
}

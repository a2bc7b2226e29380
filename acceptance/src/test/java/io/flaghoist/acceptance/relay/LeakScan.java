package io.flaghoist.acceptance.relay;

import io.flaghoist.acceptance.log.TopicReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Looks for canaries wherever processes write: logs, topics, health and metrics. */
final class LeakScan {
    private final Canaries canaries;
    private final List<String> leaks = new ArrayList<>();

    LeakScan(Canaries canaries) {
        this.canaries = canaries;
    }

    /** What was found, in words; empty when nothing leaked. */
    List<String> leaks() {
        return leaks.stream().distinct().toList();
    }

    void log(Path file) {
        try {
            look("log " + file.getFileName(), Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ".", e);
        }
    }

    void topics(String bootstrapServers) {
        var reader = new TopicReader(bootstrapServers);
        for (String topic : reader.topics()) {
            for (ConsumerRecord<byte[], byte[]> record : reader.records(topic)) {
                String where = "topic " + topic;
                look(where, text(record.key()));
                look(where, text(record.value()));
                record.headers().forEach(header -> look(where, text(header.value())));
            }
        }
    }

    void page(HttpClient http, URI url) {
        try {
            var request = HttpRequest.newBuilder(url).build();
            look("page " + url.getPath(), http.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException("No answer from " + url + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while reading " + url + ".", e);
        }
    }

    private void look(String where, String text) {
        leaks.addAll(canaries.in(where, text));
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}

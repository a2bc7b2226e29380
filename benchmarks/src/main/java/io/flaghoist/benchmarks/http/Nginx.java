package io.flaghoist.benchmarks.http;

import io.flaghoist.broker.FreePorts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * nginx that serves files as fast as it can: a worker per core, no log, compressed files as they
 * lie. For one thread.
 */
final class Nginx implements AutoCloseable {
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Process process;
    private final Path folder;
    private final int port;

    private Nginx(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /** Starts nginx on {@code folder}; returns once it answers. */
    static Nginx start(Path program, Path folder) throws IOException {
        Files.createDirectories(folder.resolve("www"));
        int port = FreePorts.next();
        Path settings = folder.resolve("nginx.conf");
        Files.writeString(settings, settings(folder, port));
        Process process =
                new ProcessBuilder(
                                program.toString(),
                                "-p",
                                folder.toString(),
                                "-e",
                                folder.resolve("error.log").toString(),
                                "-c",
                                settings.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("nginx.out").toFile())
                        .start();
        var nginx = new Nginx(process, folder, port);
        try {
            nginx.awaitAnswer();
            return nginx;
        } catch (IOException | RuntimeException e) {
            nginx.close();
            throw e;
        }
    }

    private static String settings(Path folder, int port) {
        boolean root = "root".equals(System.getProperty("user.name"));
        return """
        %s
        daemon off;
        pid %s/nginx.pid;
        worker_processes auto;
        events { worker_connections 4096; }
        http {
          access_log off;
          sendfile on;
          tcp_nopush on;
          keepalive_requests 1000000000;
          open_file_cache max=100;
          default_type application/json;
          client_body_temp_path %s/tmp;
          proxy_temp_path %s/tmp;
          fastcgi_temp_path %s/tmp;
          uwsgi_temp_path %s/tmp;
          scgi_temp_path %s/tmp;
          server {
            listen 127.0.0.1:%d;
            root %s/www;
            gzip_static on;
          }
        }
        """
                .formatted(
                        root ? "user root;" : "",
                        folder,
                        folder,
                        folder,
                        folder,
                        folder,
                        folder,
                        port,
                        folder);
    }

    private void awaitAnswer() throws IOException {
        long until = System.nanoTime() + START_NANOS;
        while (process.isAlive() && System.nanoTime() < until) {
            try {
                var connection = (HttpURLConnection) uri("/").toURL().openConnection();
                connection.getResponseCode();
                connection.disconnect();
                return;
            } catch (ConnectException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
        throw new IOException(
                "nginx did not start: " + Files.readString(folder.resolve("nginx.out")));
    }

    /** Makes {@code bytes} an answer at {@code /name}. */
    void serve(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve("www").resolve(name), bytes);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

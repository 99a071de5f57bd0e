package dev.ragflow.migrator.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Answers {@code GET /metrics} with the numbers, and {@code GET /healthz} while the run lasts. */
final class MetricsEndpoint implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "metrics-endpoint");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param port zero for any free one
     * @throws IOException when the port is taken
     */
    MetricsEndpoint(int port, Supplier<String> text) throws IOException {
        server = HttpServer.create(new InetSocketAddress(port), 0);
        server.setExecutor(threads);
        server.createContext(
                "/", exchange -> answer(exchange, "/", 404, "text/plain", "There are /metrics and /healthz.\n"));
        server.createContext(
                "/metrics",
                exchange -> answer(exchange, "/metrics", 200, "text/plain; version=0.0.4; charset=utf-8", text.get()));
        server.createContext("/healthz", exchange -> answer(exchange, "/healthz", 200, "text/plain", "ok\n"));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, String path, int status, String type, String text)
            throws IOException {
        boolean known = path.equals("/") || exchange.getRequestURI().getPath().equals(path);
        boolean reads = exchange.getRequestMethod().equals("GET")
                || exchange.getRequestMethod().equals("HEAD");
        byte[] body = (known && reads ? text : "").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean bare = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(!known ? 404 : !reads ? 405 : status, bare ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            if (!bare) {
                out.write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

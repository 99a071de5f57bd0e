package dev.ragflow.migrator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ragflow.migrator.database.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("fast")
class MetricsPublisherTest {

    private final RunMetrics metrics = new RunMetrics(Clock.systemUTC());
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger status = new AtomicInteger(200);
    private HttpServer server;

    MetricsPublisherTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + "\n" + body);
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private PushTarget target(int port, Optional<String> user, Optional<Secret> password, Optional<Secret> token) {
        return new PushTarget(
                URI.create("http://127.0.0.1:" + port + "/gateway/"),
                "ragflow-migrator",
                "v0.27.0",
                Optional.of("team a/prod"),
                user,
                password,
                token,
                Optional.empty());
    }

    private void push(PushTarget target) {
        new MetricsPublisher(metrics, new MetricsTargets(Optional.of(target), OptionalInt.empty(), Optional.empty()))
                .close();
    }

    @Test
    void addToWhatTheGatewayHas() {
        metrics.ended(true);

        push(target(server.getAddress().getPort(), Optional.empty(), Optional.empty(), Optional.empty()));

        assertThat(requests).hasSize(1);
        assertThat(requests.get(0))
                .startsWith(
                        "POST /gateway/metrics/job/ragflow-migrator/release/v0.27.0/namespace@base64/dGVhbSBhL3Byb2Q="
                                + " null\n")
                .contains("ragflow_migration_success 1.0");
    }

    @Test
    void logIn() {
        int port = server.getAddress().getPort();
        push(target(port, Optional.of("me"), Optional.of(Secret.of("pä:ss")), Optional.empty()));
        push(target(port, Optional.empty(), Optional.empty(), Optional.of(Secret.of("t0ken"))));

        assertThat(requests.get(0)).contains(" Basic bWU6cMOkOnNz\n");
        assertThat(requests.get(1)).contains(" Bearer t0ken\n");
    }

    @Test
    void goOnWhereATokenCannotBeSent() {
        push(target(
                server.getAddress().getPort(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Secret.of("two\nlines"))));

        assertThat(requests).isEmpty();
    }

    @Test
    void tellNoSecrets() {
        assertThat(target(1, Optional.of("me"), Optional.of(Secret.of("p4ss")), Optional.of(Secret.of("t0ken"))))
                .hasToString("http://127.0.0.1:1");
    }

    @Test
    void goOnWhereTheGatewayRefusesOrIsDown() throws IOException {
        status.set(401);
        push(target(server.getAddress().getPort(), Optional.empty(), Optional.empty(), Optional.empty()));
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        push(target(free, Optional.empty(), Optional.empty(), Optional.empty()));

        assertThat(requests).hasSize(1);
    }

    @Test
    void neverWaitLongForAGatewayThatDoesNotAnswer() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            long started = System.nanoTime();
            push(target(silent.getLocalPort(), Optional.empty(), Optional.empty(), Optional.empty()));

            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void replaceTheFileAsAWhole(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("ragflow.prom"), "old");

        new MetricsPublisher(metrics, new MetricsTargets(Optional.empty(), OptionalInt.empty(), Optional.of(file)))
                .close();

        assertThat(file).content().startsWith("# HELP").contains("ragflow_migration_success 0.0");
        assertThat(folder.toFile().list()).containsExactly("ragflow.prom");
    }

    @Test
    void goOnWhereTheFileCannotBeWritten(@TempDir Path folder) {
        Path file = folder.resolve("gone").resolve("ragflow.prom");

        new MetricsPublisher(metrics, new MetricsTargets(Optional.empty(), OptionalInt.empty(), Optional.of(file)))
                .close();

        assertThat(file).doesNotExist();
    }

    @Test
    void answerWhileTheRunLasts() throws IOException, InterruptedException {
        try (MetricsEndpoint endpoint = new MetricsEndpoint(0, metrics::text)) {
            HttpResponse<String> response = get(endpoint.port(), "/metrics");
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type"))
                    .contains("text/plain; version=0.0.4; charset=utf-8");
            assertThat(response.body()).contains("ragflow_migration_duration_seconds");
            assertThat(get(endpoint.port(), "/healthz").body()).isEqualTo("ok\n");
            assertThat(get(endpoint.port(), "/metrics/x").statusCode()).isEqualTo(404);
            assertThat(get(endpoint.port(), "/").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void goOnWhereThePortIsTaken() {
        int taken = server.getAddress().getPort();

        new MetricsPublisher(metrics, new MetricsTargets(Optional.empty(), OptionalInt.of(taken), Optional.empty()))
                .close();

        assertThat(requests).isEmpty();
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}

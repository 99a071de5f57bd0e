package dev.ragflow.migrator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ragflow.migrator.database.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("Stopped Deployments")
@Tag("fast")
class QuiesceTest {

    private static final Pattern REPLICAS = Pattern.compile("\"replicas\":(\\d+)}");
    private static final Pattern RECORD = Pattern.compile("\"ragflow-migrator/replicas\":(null|\"(\\d+)\")");

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final List<String> requests = new ArrayList<>();
    private int version = 1;
    private int replicas = 3;
    private String record = "";
    private String managed = "";
    private int lookupsWithPods;
    private int conflicts;
    private boolean forbidden;

    QuiesceTest() throws IOException {
        server.createContext("/apis/apps/v1/namespaces/prod/deployments/web", this::deployment);
        server.createContext("/api/v1/namespaces/prod/pods", this::pods);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Quiesce quiesce(String... names) {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new Quiesce(
                new ApiServer(address, "prod", () -> Secret.of("t0ken"), HttpClient.newHttpClient()), List.of(names));
    }

    private void deployment(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(
                exchange.getRequestMethod() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        if (forbidden) {
            answer(exchange, 403, "{\"message\":\"deployments.apps \\\"web\\\" is forbidden\"}");
            return;
        }
        if (exchange.getRequestMethod().equals("PATCH")) {
            if (conflicts-- > 0 || !body.contains("\"resourceVersion\":\"" + version + "\"")) {
                answer(exchange, 409, "{\"message\":\"conflict\"}");
                return;
            }
            if (body.contains("managedFields")) {
                managed = body;
                answer(exchange, 200, "{}");
                return;
            }
            Matcher wanted = REPLICAS.matcher(body);
            Matcher recorded = RECORD.matcher(body);
            assertThat(wanted.find() && recorded.find()).isTrue();
            replicas = Integer.parseInt(wanted.group(1));
            record = recorded.group(2) == null ? "" : recorded.group(2);
            version++;
        }
        answer(exchange, 200, """
                {"metadata":{"resourceVersion":"%d","managedFields":[{"manager":"helm","fieldsV1":{"f:spec":{"f:x":{}}}},
                {"manager":"ragflow-migrator","fieldsV1":{}}],"annotations":{"other":"x"%s}},"spec":{"replicas":%d,"selector":
                {"matchLabels":{"app":"web"},"matchExpressions":[{"key":"tier","operator":"In","values":["a","b"]}]}}}
                """.formatted(
                version, record.isEmpty() ? "" : ",\"ragflow-migrator/replicas\":\"" + record + "\"", replicas));
    }

    private void pods(HttpExchange exchange) throws IOException {
        requests.add(URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8));
        String pod =
                lookupsWithPods-- > 0 ? ",{\"metadata\":{\"name\":\"web-1\"},\"status\":{\"phase\":\"Running\"}}" : "";
        answer(
                exchange,
                200,
                "{\"items\":[{\"metadata\":{\"name\":\"old\"},\"status\":{\"phase\":\"Failed\"}}" + pod + "]}");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void comeBackWithAsManyPodsAsTheyHad() throws InterruptedException {
        lookupsWithPods = 1;
        conflicts = 1;
        quiesce("web").down(Duration.ofSeconds(20));

        assertThat(replicas).isZero();
        assertThat(record).isEqualTo("3");
        assertThat(requests)
                .contains("labelSelector=app=web,tier in (a,b)")
                .filteredOn(request -> request.contains("Bearer"))
                .allMatch(request -> request.endsWith("Bearer t0ken"));

        assertThat(managed)
                .isEqualTo(
                        "{\"metadata\":{\"managedFields\":[{\"manager\":\"helm\",\"fieldsV1\":{\"f:spec\":{\"f:x\":{}}}}],"
                                + "\"resourceVersion\":\"2\"}}");

        // a second run, after the first was killed
        quiesce("web").down(Duration.ofSeconds(20));
        assertThat(record).isEqualTo("3");

        quiesce("web").up();
        assertThat(replicas).isEqualTo(3);
        assertThat(record).isEmpty();
        quiesce("web").up();
        assertThat(version).as("changes").isEqualTo(3);
    }

    @Test
    void keepWhatSomebodyElseDecided() throws InterruptedException {
        replicas = 0;
        quiesce("web", "absent").down(Duration.ofSeconds(20));
        quiesce("web", "absent").up();
        assertThat(version).as("stopped by somebody else").isEqualTo(1);

        replicas = 2;
        record = "5";
        quiesce("web").up();
        assertThat(replicas).as("an upgrade has started them already").isEqualTo(2);
        assertThat(record).isEmpty();

        record = "5";
        quiesce("web").down(Duration.ofSeconds(20));
        assertThat(record).as("changed since").isEqualTo("2");
    }

    @Test
    void areReportedWhereKubernetesRefusesOrPodsStay() {
        lookupsWithPods = Integer.MAX_VALUE;
        assertThatThrownBy(() -> quiesce("web").down(Duration.ZERO))
                .isInstanceOf(KubernetesException.class)
                .hasMessageContaining("Pods of Deployment web are still running");
        forbidden = true;
        assertThatThrownBy(() -> quiesce("web").down(Duration.ZERO))
                .hasMessageContaining("status 403, deployments.apps \"web\" is forbidden")
                .hasMessageNotContaining("t0ken");
    }
}

package dev.ragflow.migrator.e2e;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** A Pushgateway, and a Prometheus that scrapes it every second; both end with this object. */
final class Monitoring implements AutoCloseable {

    static final Path PROGRAMS = Path.of("build", "e2e", "usr", "bin");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<Process> processes = new ArrayList<>();
    private final int gatewayPort;
    private final int prometheusPort;
    private final int metricsPort;
    private final Path folder;

    Monitoring(Path folder) throws IOException, InterruptedException {
        this(folder, "groups: []", "scraped");
    }

    /**
     * @param rules alerts that Prometheus evaluates every second
     * @param namespace of a run whose own endpoint is scraped
     */
    Monitoring(Path folder, String rules, String namespace) throws IOException, InterruptedException {
        this.folder = folder;
        gatewayPort = freePort();
        prometheusPort = freePort();
        metricsPort = freePort();
        Path alerts = Files.writeString(folder.resolve("monitoring-rules.yml"), rules);
        try {
            start("prometheus-pushgateway", "--web.listen-address=127.0.0.1:" + gatewayPort);
            Path configuration = Files.writeString(folder.resolve("prometheus.yml"), """
                    global: {scrape_interval: 1s, evaluation_interval: 1s}
                    rule_files: ["%s"]
                    scrape_configs:
                      - job_name: pushgateway
                        honor_labels: true
                        static_configs: [{targets: ["127.0.0.1:%d"]}]
                      - job_name: ragflow-migrator
                        static_configs:
                          - {targets: ["127.0.0.1:%d"], labels: {namespace: %s, release: v0.27.0}}
                    """.formatted(
                            alerts.toAbsolutePath(), gatewayPort, metricsPort, namespace));
            start(
                    "prometheus",
                    "--config.file=" + configuration,
                    "--storage.tsdb.path=" + folder.resolve("data"),
                    "--web.listen-address=127.0.0.1:" + prometheusPort);
            await(gateway() + "/-/ready");
            await("http://127.0.0.1:" + prometheusPort + "/-/ready");
        } catch (IOException | InterruptedException | AssertionError e) {
            close();
            throw e;
        }
    }

    private void start(String program, String... arguments) throws IOException {
        Path file = PROGRAMS.resolve(program);
        if (!Files.isExecutable(file)) {
            throw new AssertionError(file + " is missing: run scripts/install-e2e-packages");
        }
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(List.of(arguments));
        processes.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(program + ".log").toFile())
                .start());
    }

    private static void await(String address) throws InterruptedException {
        for (int attempt = 0; attempt < 300; attempt++) {
            try {
                if (get(address).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // it is starting
            }
            Thread.sleep(100);
        }
        throw new AssertionError(address + " does not answer");
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The gateway's address. */
    String gateway() {
        return "http://127.0.0.1:" + gatewayPort;
    }

    /** Where a run's own endpoint is scraped. */
    int metricsPort() {
        return metricsPort;
    }

    /** The body of what Prometheus' HTTP API answers. */
    String api(String path) throws IOException, InterruptedException {
        return get("http://127.0.0.1:" + prometheusPort + "/api/v1/" + path).body();
    }

    /** What Prometheus answers to a query as of a time in Unix seconds: the {@code metric} and {@code value} of each series. */
    List<?> at(String query, long time) throws IOException, InterruptedException {
        return result("query?time=" + time + "&query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    }

    /** The same over some time, each second, as {@code values}. */
    List<?> range(String query, long from, long to) throws IOException, InterruptedException {
        return result("query_range?step=1&start=" + from + "&end=" + to + "&query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8));
    }

    private List<?> result(String path) throws IOException, InterruptedException {
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(1 << 28);
        Map<String, Object> answer = new Yaml(limits).load(api(path));
        if (Browser.at(answer, "data", "result") instanceof List<?> result) {
            return result;
        }
        throw new AssertionError("Prometheus refuses " + path + ": " + answer);
    }

    static HttpResponse<String> get(String address) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What Prometheus answers to a query now: each sample's value; waits until there is one. */
    List<Double> query(String query) throws IOException, InterruptedException {
        String path = "query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
        for (int attempt = 0; attempt < 100; attempt++) {
            List<Double> values = values(api(path));
            if (!values.isEmpty()) {
                return values;
            }
            Thread.sleep(200);
        }
        throw new AssertionError("Prometheus has nothing for " + query);
    }

    /** The second part of each {@code "value": [time, "text"]}. */
    private static List<Double> values(String json) throws IOException {
        List<Double> values = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME && "value".equals(parser.currentName())) {
                    parser.nextToken();
                    parser.nextToken();
                    parser.nextToken();
                    values.add(Double.valueOf(parser.getText()));
                }
            }
        }
        return values;
    }

    /** What promtool thinks of a text in Prometheus' format; empty where it has nothing to say. */
    static String lint(Path metrics) throws IOException, InterruptedException {
        Process promtool = new ProcessBuilder(PROGRAMS.resolve("promtool").toString(), "check", "metrics")
                .redirectInput(metrics.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return promtool.waitFor() == 0 ? said : "promtool refuses it: " + said;
    }

    /** What promtool says of a file with rules, and that it takes it. */
    static String checkRules(Path rules) throws IOException, InterruptedException {
        Process promtool = new ProcessBuilder(
                        PROGRAMS.resolve("promtool").toString(), "check", "rules", rules.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (promtool.waitFor() != 0) {
            throw new AssertionError(said);
        }
        return said;
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}

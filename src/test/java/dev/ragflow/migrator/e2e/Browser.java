package dev.ragflow.migrator.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** A headless Chromium with one page, spoken to by its DevTools protocol; notes what the page complains of and asks for. */
final class Browser implements AutoCloseable {

    private static final Path ROOT = Path.of("build", "e2e").toAbsolutePath();

    /** Pictures come as one long text. */
    private static final LoaderOptions LIMITS = new LoaderOptions();

    static {
        LIMITS.setCodePointLimit(1 << 28);
    }

    private final Process process;
    private final WebSocket socket;
    private final BlockingQueue<Map<String, Object>> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> loaded = new LinkedBlockingQueue<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private int id;

    Browser(Path folder) throws IOException, InterruptedException {
        Path program = ROOT.resolve("usr/lib/chromium/chromium");
        if (!Files.isExecutable(program)) {
            throw new AssertionError(program + " is missing: run scripts/install-e2e-packages");
        }
        Path profile = Files.createDirectory(folder.resolve("chromium"));
        ProcessBuilder builder = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        // root may not use it, and what is shown is our own
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("chromium.log").toFile());
        String libraries = ROOT.resolve("usr/lib/x86_64-linux-gnu") + ":" + ROOT.resolve("lib/x86_64-linux-gnu") + ":"
                + ROOT.resolve("usr/lib/x86_64-linux-gnu/pulseaudio");
        builder.environment().put("LD_LIBRARY_PATH", libraries);
        builder.environment().put("XDG_DATA_HOME", ROOT.resolve("usr/share").toString());
        process = builder.start();
        try {
            int port = port(profile.resolve("DevToolsActivePort"));
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create(page(port)), new Listener())
                    .join();
        } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", "{}");
        }
    }

    private static int port(Path file) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 300; attempt++) {
            if (Files.exists(file)) {
                List<String> lines = Files.readAllLines(file);
                if (lines.size() > 1) {
                    return Integer.parseInt(lines.get(0));
                }
            }
            Thread.sleep(100);
        }
        throw new AssertionError("Chromium does not start");
    }

    private static String page(int port) throws IOException, InterruptedException {
        List<Map<String, Object>> targets = new Yaml()
                .load(Monitoring.get("http://127.0.0.1:" + port + "/json/list").body());
        return targets.stream()
                .filter(target -> "page".equals(target.get("type")))
                .map(target -> String.valueOf(target.get("webSocketDebuggerUrl")))
                .findFirst()
                .orElseThrow();
    }

    /** Takes messages apart, whole ones only. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                Map<String, Object> whole = new Yaml(LIMITS).load(message.toString());
                message.setLength(0);
                hear(whole);
            }
            from.request(1);
            return null;
        }
    }

    private void hear(Map<String, Object> message) {
        if (message.containsKey("id")) {
            answers.add(message);
            return;
        }
        Object parameters = message.getOrDefault("params", Map.of());
        switch (String.valueOf(message.get("method"))) {
            case "Page.loadEventFired" -> loaded.add("");
            case "Network.requestWillBeSent" -> requests.add(String.valueOf(at(parameters, "request", "url")));
            case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded" ->
                complaints.add(String.valueOf(parameters));
            default -> {
                // nothing that matters here
            }
        }
    }

    /** Something inside a JSON object; null where it is not there. */
    static @Nullable Object at(@Nullable Object json, String... path) {
        Object value = json;
        for (String name : path) {
            value = value instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return value;
    }

    /** @return what the browser answers; fails where it refuses */
    Map<String, Object> call(String method, String parameters) throws InterruptedException {
        socket.sendText("{\"id\":" + ++id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}", true);
        Map<String, Object> answer = answers.poll(60, TimeUnit.SECONDS);
        if (answer == null || answer.containsKey("error")) {
            throw new AssertionError(method + ": " + answer);
        }
        return answer;
    }

    /** Opens a file, and forgets what was heard of the page before. */
    void open(Path file) throws InterruptedException {
        complaints.clear();
        requests.clear();
        loaded.clear();
        call("Page.navigate", "{\"url\":\"" + file.toUri() + "\"}");
        if (loaded.poll(60, TimeUnit.SECONDS) == null) {
            throw new AssertionError(file + " is not shown");
        }
    }

    /** How wide the window is, in pixels of CSS, and how many real pixels each of them has. */
    void size(int width, int height, int scale) throws InterruptedException {
        call(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":%d,\"height\":%d,\"deviceScaleFactor\":%d,\"mobile\":%b}"
                        .formatted(width, height, scale, width < 700));
    }

    /** What an expression of JavaScript gives. */
    @Nullable
    Object evaluate(String expression) throws InterruptedException {
        String quoted =
                "\"" + expression.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
        return at(
                call("Runtime.evaluate", "{\"returnByValue\":true,\"expression\":" + quoted + "}"),
                "result",
                "result",
                "value");
    }

    /** The upper part of the page as a PNG picture. */
    void picture(Path file, int width, int height) throws InterruptedException, IOException {
        String clip = "{\"x\":0,\"y\":0,\"width\":%d,\"height\":%d,\"scale\":1}".formatted(width, height);
        save(
                call(
                        "Page.captureScreenshot",
                        "{\"captureBeyondViewport\":true,\"format\":\"png\",\"clip\":" + clip + "}"),
                file);
    }

    /** The page as it would be printed. */
    void print(Path file) throws InterruptedException, IOException {
        save(call("Page.printToPDF", "{\"printBackground\":false,\"preferCSSPageSize\":true}"), file);
    }

    private static void save(Map<String, Object> answer, Path file) throws IOException {
        Files.write(file, Base64.getDecoder().decode(String.valueOf(at(answer, "result", "data"))));
    }

    /** What the page wrote to the console, threw or was refused. */
    List<String> complaints() {
        return new ArrayList<>(complaints);
    }

    /** The address of everything that was loaded. */
    List<String> requests() {
        return new ArrayList<>(requests);
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        process.destroyForcibly().onExit().join();
    }

    static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}

package dev.ragflow.migrator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ragflow.migrator.cli.logging.LoggingSetup;
import dev.ragflow.migrator.config.LogFormat;
import dev.ragflow.migrator.config.LogSettings;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** A gateway in every bad state: the migration succeeds all the same, and says so once. */
@Tag("process")
class GatewayTest {

    @Test
    void neverFailsARun(@TempDir Path folder) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "not-the-right-one");
        HttpServer refusing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        refusing.createContext("/", exchange -> {
            boolean login = exchange.getRequestHeaders().containsKey("Authorization");
            exchange.sendResponseHeaders(login ? 401 : 503, -1);
            exchange.close();
        });
        refusing.start();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                TestDatabase database = TestServer.MYSQL.createDatabase().loadRelease("v0.24.0")) {
            int port = refusing.getAddress().getPort();
            assertThat(run(database, Monitoring.freePort(), Map.of())).contains("ConnectException");
            assertThat(run(database, port, Map.of())).contains("status 503");
            assertThat(run(
                            database,
                            port,
                            Map.of(
                                    "RAGFLOW_MIGRATOR_PUSH_USER",
                                    "me",
                                    "RAGFLOW_MIGRATOR_PUSH_PASSWORD_FILE",
                                    password.toString())))
                    .contains("status 401")
                    .doesNotContain("not-the-right-one");
            assertThat(run(database, silent.getLocalPort(), Map.of())).contains("no answer within 3 s");
        } finally {
            refusing.stop(0);
        }
    }

    /** @return the one warning */
    private static String run(TestDatabase database, int port, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("RAGFLOW_MIGRATOR_PUSH_URL", "http://127.0.0.1:" + port);
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        LoggingSetup.configure(
                new LogSettings(LogFormat.TEXT, Level.WARN), new PrintStream(log, true, StandardCharsets.UTF_8), false);
        try {
            assertThat(Migrated.with(database, environment).exitCode()).isZero();
        } finally {
            LoggingSetup.configure(LogSettings.DEFAULT, System.err, false);
        }
        List<String> warnings = log.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(warnings).hasSize(1);
        return warnings.get(0);
    }
}

package dev.ragflow.migrator.demo;

import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Starts a throw-away server with a legacy database on it, writes the login into a folder, and keeps it running until
 * standard input ends. Arguments: server, tenants, folder.
 */
public final class DemoDatabase {

    private static final AtomicBoolean ENDING = new AtomicBoolean();

    private DemoDatabase() {}

    public static void main(String[] arguments) throws InterruptedException {
        endWithStandardInput();
        try {
            load(TestServer.valueOf(arguments[0]), Integer.parseInt(arguments[1]), Path.of(arguments[2]));
        } catch (RuntimeException | SQLException | IOException e) {
            if (!ENDING.get()) {
                System.err.println(e.getMessage());
                System.exit(1);
            }
        }
        new CountDownLatch(1).await();
    }

    private static void load(TestServer server, int tenants, Path folder) throws SQLException, IOException {
        Instant start = Instant.now();
        TestDatabase database = server.createDatabase();
        say("%s started (%s)", database.settings().describe(), since(start));
        start = Instant.now();
        Map<String, Long> rows = LegacyDatabase.fill(database.loadRelease(LegacyDatabase.RELEASE), tenants);
        rows.forEach((table, count) -> say("  %-22s %,9d rows", table, count));
        say("loaded as RAGFlow %s would have left it (%s)", LegacyDatabase.RELEASE, since(start));
        writeLogin(database.settings(), folder);
    }

    /** Ends this process as soon as the caller closes its end of the pipe or dies, at whatever point. */
    private static void endWithStandardInput() {
        Thread watcher = new Thread(
                () -> {
                    try {
                        System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException closed) {
                        // as good as its end
                    }
                    // the server goes away under what is still running, whose errors are of no interest then
                    ENDING.set(true);
                    System.exit(0);
                },
                "caller");
        watcher.setDaemon(true);
        watcher.start();
    }

    /** The folder is the caller's own; the file {@code login} comes last and says that all is ready. */
    private static void writeLogin(ConnectionSettings settings, Path folder) throws IOException {
        Files.writeString(folder.resolve("password"), settings.password().reveal());
        Path unfinished = Files.writeString(
                folder.resolve("login.part"),
                String.join(
                                "\n",
                                settings.type().id(),
                                settings.host(),
                                String.valueOf(settings.port()),
                                settings.user(),
                                settings.database())
                        + "\n");
        Files.move(unfinished, folder.resolve("login"));
    }

    private static String since(Instant start) {
        return "%.1f s".formatted(Duration.between(start, Instant.now()).toMillis() / 1000.0);
    }

    private static void say(String format, Object... values) {
        System.out.printf(format + "%n", values);
    }
}

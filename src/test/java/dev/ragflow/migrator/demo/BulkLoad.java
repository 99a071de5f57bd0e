package dev.ragflow.migrator.demo;

import com.mysql.cj.jdbc.JdbcStatement;
import dev.ragflow.migrator.testing.ReleaseSchema;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * The quickest way into the tables: text as the servers themselves read it, while the next rows are made, and secondary indexes
 * built once over all rows. Keeps one text in memory besides the one that is being made.
 */
final class BulkLoad implements AutoCloseable {

    private final TestServer server;
    private final Connection connection;
    private final ReleaseSchema schema;
    private final List<String> indexesLater = new ArrayList<>();
    private final Path folder;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private CompletableFuture<@Nullable Void> last = CompletableFuture.completedFuture(null);

    BulkLoad(TestDatabase database, ReleaseSchema schema) {
        folder = temporaryFolder();
        this.server = database.server();
        this.schema = schema;
        if (server != TestServer.POSTGRES) {
            database.execute("SET GLOBAL local_infile = 1");
        }
        connection = database.connect();
    }

    TestServer server() {
        return server;
    }

    ReleaseSchema schema() {
        return schema;
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("ragflow-migrator-rows-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the rows of a large table have to wait to be put in order; null where they need not. */
    @Nullable
    SortedRows sorted(String table) {
        return server == TestServer.POSTGRES ? null : new SortedRows(folder, table);
    }

    /** Takes the indexes of a table away until all rows are there. */
    void withoutIndexes(String table) throws SQLException {
        indexesLater.addAll(schema.createIndexes(server.type(), table));
        List<String> drops = schema.dropIndexes(server.type(), table);
        then(() -> execute(drops));
    }

    /**
     * Writes rows as soon as those given before are written.
     *
     * @param columns quoted, with commas
     * @param rows lines of fields with tabs between them, {@code \N} for NULL
     */
    void load(String table, String columns, String rows) throws SQLException {
        then(() -> {
            byte[] bytes = rows.getBytes(StandardCharsets.UTF_8);
            if (server == TestServer.POSTGRES) {
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY " + table + " (" + columns + ") FROM STDIN", new ByteArrayInputStream(bytes));
                return;
            }
            try (Statement statement = connection.createStatement()) {
                statement.unwrap(JdbcStatement.class).setLocalInfileInputStream(new ByteArrayInputStream(bytes));
                statement.execute("LOAD DATA LOCAL INFILE 'rows' INTO TABLE " + table + " CHARACTER SET utf8mb4 ("
                        + columns + ")");
            }
        });
    }

    /** Waits for the rows, builds the indexes, and has the server count what is there. */
    void finish() throws SQLException {
        then(() -> execute(indexesLater));
        then(() -> execute(List.of(
                server == TestServer.POSTGRES
                        ? "ANALYZE"
                        : "ANALYZE TABLE " + String.join(", ", schema.tables().keySet()))));
        await();
    }

    private interface Work {
        void run() throws SQLException, IOException;
    }

    private void then(Work work) throws SQLException {
        await();
        last = CompletableFuture.runAsync(
                () -> {
                    try {
                        work.run();
                    } catch (SQLException | IOException e) {
                        throw new CompletionException(e);
                    }
                },
                thread);
    }

    private void await() throws SQLException {
        try {
            last.join();
        } catch (CompletionException e) {
            throw new SQLException("The rows could not be loaded", e.getCause());
        }
    }

    private void execute(List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() throws SQLException, IOException {
        thread.shutdown();
        connection.close();
        try (Stream<Path> left = Files.list(folder)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}

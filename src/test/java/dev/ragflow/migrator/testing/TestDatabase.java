package dev.ragflow.migrator.testing;

import static java.util.stream.Collectors.joining;

import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.database.DatabaseType;
import dev.ragflow.migrator.database.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;

/** A database of its own on a test server; closing it drops it, whoever is still connected. */
public final class TestDatabase implements AutoCloseable {

    private static final int POOL_SIZE = 4;

    private final TestServer server;
    private final ConnectionSettings settings;

    TestDatabase(TestServer server, ConnectionSettings settings) {
        this.server = server;
        this.settings = settings;
    }

    public TestServer server() {
        return server;
    }

    /** The login of the server's administrator, whose password is unlike any other text. */
    public ConnectionSettings settings() {
        return settings;
    }

    /** Opens the database as the program does; the caller closes it. */
    public Database open() {
        try {
            return Database.open(settings, POOL_SIZE);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot open " + settings.describe(), e);
        }
    }

    /** A plain connection in auto-commit mode, with the server's own session settings as RAGFlow has them. */
    public Connection connect() {
        try {
            return Connections.open(settings);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot connect to " + settings.describe(), e);
        }
    }

    /**
     * Creates the tables and indexes that a fresh install of a release has.
     *
     * @param tag a release with a {@code release/<tag>/schema.tsv} on the class path
     */
    public TestDatabase loadRelease(String tag) {
        return run(ReleaseSchema.of(tag).statements(server.type()));
    }

    /** Another database of the same server with the same tables and rows; nobody may be connected to this one. */
    public TestDatabase copy() {
        try {
            return server.copy(settings);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot copy " + settings.describe(), e);
        }
    }

    /** Runs statements; identifiers in back-ticks work on PostgreSQL too. */
    public TestDatabase execute(String... statements) {
        boolean postgres = server.type() == DatabaseType.POSTGRES;
        return run(List.of(statements).stream()
                .map(sql -> postgres ? sql.replace('`', '"') : sql)
                .toList());
    }

    /** A derived table whose column {@code n} counts from 0, for statements that make many rows; works on every server. */
    public static String numbersBelow(int end) {
        return IntStream.range(1, end)
                .mapToObj(n -> " UNION ALL SELECT " + n)
                .collect(joining("", "(SELECT 0 AS n", ")"));
    }

    /** Quotes a table or column name the way this database wants it. */
    public String quoted(String identifier) {
        return (server.type() == DatabaseType.POSTGRES ? Dialect.POSTGRES : Dialect.MYSQL).quoted(identifier);
    }

    private TestDatabase run(List<String> statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                try {
                    statement.execute(sql);
                } catch (SQLException e) {
                    throw new IllegalStateException(server + ": " + e.getMessage() + " in: " + sql, e);
                }
            }
            return this;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot use " + settings.describe(), e);
        }
    }

    @Override
    public void close() {
        server.drop(settings.database());
    }

    @Override
    public String toString() {
        return settings.describe();
    }
}

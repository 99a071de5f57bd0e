package dev.ragflow.migrator.testing;

import dev.ragflow.migrator.database.ConnectionSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Databases that RAGFlow's own releases and its own script left, all of the same rows; see {@code corpus/README.md}. */
public enum Corpus {
    /** The rows before anything ran: what to compare the others with. */
    BEFORE("before-v0.24.0", "utf8mb4_unicode_ci"),
    /** Started as v0.25.6 and v0.26.4, then the script of v0.26.4; marked v0.26.1. */
    STOCK_V026("stock-v0.26.4", "utf8mb4_unicode_ci"),
    /** The same, then v0.27.0 and its script; marked v0.27.0. */
    STOCK_V027("stock-v0.27.0", Corpus.MYSQL_8_COLLATION),
    /** The same in a database whose collation v0.27.0's last stage cannot work with; marked v0.26.1. */
    STOCK_V027_UNICODE("stock-v0.27.0-unicode", "utf8mb4_unicode_ci"),
    /** Killed between the two renames of the table swap, then started again; marked v0.27.0. */
    KILLED_BETWEEN_RENAMES("killed-between-renames", Corpus.MYSQL_8_COLLATION),
    /** From v0.24.0 to v0.27.0 in one step; marked v0.27.0. */
    JUMP_V027("jump-v0.27.0", Corpus.MYSQL_8_COLLATION),
    /** The script of v0.25.6, which stops with an error; not marked. */
    SCRIPT_V025("script-v0.25.6", Corpus.MYSQL_8_COLLATION),
    /** The scripts of v0.25.6 and v0.26.0, which stop, and the one of v0.26.4; marked v0.26.1. */
    SCRIPTS_V025_TO_V026("script-v0.25.6-v0.26.0-v0.26.4", Corpus.MYSQL_8_COLLATION),
    /** Started as v0.25.6, v0.26.4 and v0.27.0 without any script, as Helm installations are; not marked. */
    STARTUPS_ONLY("startups-only-v0.27.0", "utf8mb4_general_ci");

    private static final String MYSQL_8_COLLATION = "utf8mb4_0900_ai_ci";

    /** The nearest that MariaDB has. */
    private static final String MARIADB_COLLATION = "utf8mb4_uca1400_ai_ci";

    private final String dump;
    private final String collation;

    Corpus(String dump, String collation) {
        this.dump = dump;
        this.collation = collation;
    }

    /** The name of the dump, such as {@code stock-v0.26.4}. */
    public String dump() {
        return dump;
    }

    /** The collation of the database and of most of its tables on MySQL. */
    public String collation() {
        return collation;
    }

    /**
     * A database with the tables and rows of the dump; the caller closes it. PostgreSQL gets what somebody has who moved
     * such a database there from MySQL, which takes the MySQL test server as well.
     */
    public TestDatabase load(TestServer server) {
        return switch (server) {
            case MYSQL -> run(server.createDatabase(collation), statements());
            case MARIADB -> run(server.createDatabase(onMariaDb(collation)), forMariaDb(statements()));
            case POSTGRES -> {
                try (TestDatabase original = load(TestServer.MYSQL)) {
                    yield PostgresCopy.of(original);
                }
            }
        };
    }

    private static String onMariaDb(String sql) {
        return sql.replace(MYSQL_8_COLLATION, MARIADB_COLLATION);
    }

    /** Rows stay as they are. */
    private static List<String> forMariaDb(List<String> statements) {
        return statements.stream()
                .map(sql -> sql.startsWith("INSERT") ? sql : onMariaDb(sql))
                .toList();
    }

    private List<String> statements() {
        String resource = "corpus/" + dump + ".sql.gz";
        try (InputStream in = Corpus.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no " + resource + " on the class path");
            }
            byte[] text = new GZIPInputStream(in).readAllBytes();
            return DumpStatements.of(new String(text, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    private static TestDatabase run(TestDatabase database, List<String> statements) {
        ConnectionSettings settings = database.settings();
        try (Connection connection = Connections.open(settings);
                Statement statement = connection.createStatement()) {
            // braces in JSON are not JDBC's escapes
            statement.setEscapeProcessing(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            return database;
        } catch (SQLException e) {
            database.close();
            throw new IllegalStateException("cannot load into " + settings.describe(), e);
        }
    }

    @Override
    public String toString() {
        return dump;
    }
}

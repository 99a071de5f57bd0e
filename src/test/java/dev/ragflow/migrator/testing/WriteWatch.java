package dev.ragflow.migrator.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches whether an account writes. MySQL and MariaDB: every statement of the account, from the server's general log. PostgreSQL:
 * the server counts rows that are written, by table, and columns tell what is made or altered; nobody else may write meanwhile.
 */
public final class WriteWatch implements AutoCloseable {

    private static final String READS =
            "(?is)\\s*(/\\*.*?\\*/)?\\s*(SELECT|SHOW|SET (SESSION|autocommit|character_set|sql_mode|NAMES|"
                    + "@@SESSION|collation|TRANSACTION READ ONLY)|START TRANSACTION|ROLLBACK|COMMIT|USE|EXPLAIN).*";

    private final Connection connection;
    private final boolean postgres;
    private final String user;
    private final long before;

    private WriteWatch(Connection connection, boolean postgres, String user) throws SQLException {
        this.connection = connection;
        this.postgres = postgres;
        this.user = user;
        if (postgres) {
            this.before = written();
        } else {
            this.before = 0;
            execute("SET GLOBAL log_output = 'TABLE'");
            execute("TRUNCATE TABLE mysql.general_log");
            execute("SET GLOBAL general_log = ON");
        }
    }

    public static WriteWatch on(TestDatabase database, String user) throws SQLException {
        return new WriteWatch(database.connect(), database.server() == TestServer.POSTGRES, user);
    }

    /** What was written so far; empty where nothing was. */
    public List<String> writes() throws SQLException {
        if (postgres) {
            long after = written();
            return after == before ? List.of() : List.of("rows or columns: " + before + " before, " + after + " after");
        }
        List<String> statements = statements();
        if (statements.isEmpty()) {
            throw new AssertionError("the log knows no statement of " + user);
        }
        return statements.stream().filter(sql -> !sql.matches(READS)).toList();
    }

    private List<String> statements() throws SQLException {
        List<String> found = new ArrayList<>();
        String sql = "SELECT argument FROM mysql.general_log WHERE command_type IN ('Query', 'Prepare', 'Execute')"
                + " AND user_host LIKE '" + user + "[%'";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found;
    }

    /** Vacuuming and analysing do not count. */
    private long written() throws SQLException {
        String sql = """
                SELECT (SELECT COALESCE(SUM(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_user_tables)
                     + (SELECT COUNT(*) * 1000003 FROM pg_attribute)
                """;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        if (!postgres) {
            execute("SET GLOBAL general_log = OFF");
        }
        connection.close();
    }
}

package dev.ragflow.migrator.testing;

import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.database.DatabaseType;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One running server per JVM and kind, started on first use and stopped when the JVM ends. A container where a container
 * engine answers, otherwise an embedded server; {@code -Dtest.servers=embedded|containers} decides it by hand.
 */
public enum TestServer {
    MYSQL(DatabaseType.MYSQL),
    MARIADB(DatabaseType.MYSQL),
    POSTGRES(DatabaseType.POSTGRES);

    private final DatabaseType type;

    TestServer(DatabaseType type) {
        this.type = type;
    }

    public DatabaseType type() {
        return type;
    }

    /** A fresh, empty database with the server's default collation. */
    public TestDatabase createDatabase() {
        return create("");
    }

    /**
     * A fresh, empty database of another default collation.
     *
     * @param collation MySQL and MariaDB: a collation such as {@code utf8mb4_general_ci}; PostgreSQL: a locale such as
     *     {@code C}
     */
    public TestDatabase createDatabase(String collation) {
        return switch (type) {
            case MYSQL ->
                create(" CHARACTER SET " + collation.substring(0, collation.indexOf('_')) + " COLLATE " + collation);
            case POSTGRES -> create(" TEMPLATE template0 LOCALE '" + collation + "'");
        };
    }

    /** A database with the same tables and rows; nobody may be connected to the original. */
    TestDatabase copy(ConnectionSettings original) throws SQLException {
        if (type == DatabaseType.POSTGRES) {
            return create(" TEMPLATE " + original.database());
        }
        try (Connection connection = Connections.open(original);
                Statement statement = connection.createStatement()) {
            TestDatabase copy;
            try (ResultSet row = statement.executeQuery("SELECT @@collation_database")) {
                row.next();
                copy = createDatabase(row.getString(1));
            }
            List<String> tables = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("SHOW TABLES")) {
                while (row.next()) {
                    tables.add("`" + row.getString(1) + "`");
                }
            }
            for (String table : tables) {
                String name = copy.settings().database() + "." + table;
                statement.execute("CREATE TABLE " + name + " LIKE " + table);
                statement.execute("INSERT INTO " + name + " SELECT * FROM " + table);
            }
            return copy;
        }
    }

    private TestDatabase create(String options) {
        ConnectionSettings administrator = RunningServers.administrator(this);
        String name = "ragflow_" + UUID.randomUUID().toString().substring(0, 8);
        administer("CREATE DATABASE " + name + options);
        return new TestDatabase(this, named(administrator, name));
    }

    void drop(String database) {
        administer("DROP DATABASE IF EXISTS " + database + (type == DatabaseType.POSTGRES ? " WITH (FORCE)" : ""));
    }

    private void administer(String sql) {
        try (Connection connection = Connections.open(RunningServers.administrator(this));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(this + ": " + sql, e);
        }
    }

    private static ConnectionSettings named(ConnectionSettings server, String database) {
        return new ConnectionSettings(
                server.type(),
                server.host(),
                server.port(),
                database,
                server.user(),
                server.password(),
                server.driverProperties());
    }
}

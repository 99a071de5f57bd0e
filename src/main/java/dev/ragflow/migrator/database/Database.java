package dev.ragflow.migrator.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;

/**
 * The database being migrated: a small pool of connections in strict mode, and what kind of server answers. Closing it
 * closes the pool.
 */
public final class Database implements AutoCloseable {

    /** Variables of MySQL's session, see {@link #variables}; the size is in bytes. */
    private static final Map<String, Long> LOOKED_UP =
            Map.of("eq_range_index_dive_limit", 0L, "range_optimizer_max_mem_size", 64L << 20);

    private final ConnectionSettings settings;
    private final HikariDataSource pool;
    private final Dialect dialect;
    private final String version;
    private final JsonTableSupport jsonTableSupport;

    private Database(ConnectionSettings settings, HikariDataSource pool, Dialect dialect, String version) {
        this.settings = settings;
        this.pool = pool;
        this.dialect = dialect;
        this.version = version;
        this.jsonTableSupport = new JsonTableSupport(pool::getConnection, dialect);
    }

    /**
     * Opens the pool and asks the server what it is. Tries once: waiting for a server that is not there yet is the
     * caller's business.
     *
     * @throws SQLException when the server cannot be reached or refuses the login; the message never holds the password
     */
    public static Database open(ConnectionSettings settings, int poolSize) throws SQLException {
        return open(settings, poolSize, false);
    }

    /** The same with sessions in which the server refuses to write. */
    static Database openReadOnly(ConnectionSettings settings, int poolSize) throws SQLException {
        return open(settings, poolSize, true);
    }

    private static Database open(ConnectionSettings settings, int poolSize, boolean readOnly) throws SQLException {
        Dialect dialect;
        String version;
        String variables;
        try (Connection connection = new DriverDataSource(settings).getConnection()) {
            version = connection.getMetaData().getDatabaseProductVersion();
            dialect = dialectOf(settings.type(), version);
            variables = variables(connection, dialect);
        }
        HikariConfig config = new HikariConfig();
        if (readOnly) {
            config.setConnectionInitSql(
                    settings.type() == DatabaseType.POSTGRES
                            ? "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"
                            : "SET SESSION TRANSACTION READ ONLY");
        }
        config.setPoolName("ragflow-migrator");
        config.setDataSource(new DriverDataSource(settings, variables));
        config.setMaximumPoolSize(poolSize);
        config.setExceptionOverrideClassName(KeepAfterRefusal.class.getName());
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(10_000);
        return new Database(settings, new HikariDataSource(config), dialect, version);
    }

    /**
     * MySQL is to look lists of keys up in the index, however long they are. It reads the whole table instead where it has 200 keys
     * or more and statistics that lag behind a table that is being filled, and where more memory than allowed would be needed to
     * think about them: that of a key counts once for each index of the table, and knowledgebase has forty.
     */
    private static String variables(Connection connection, Dialect dialect) throws SQLException {
        StringBuilder variables = new StringBuilder();
        if (dialect.isPostgres()) {
            return "";
        }
        for (Map.Entry<String, Long> variable : LOOKED_UP.entrySet()) {
            if (isKnown(connection, variable.getKey())) {
                variables.append(',').append(variable.getKey()).append('=').append(variable.getValue());
            }
        }
        return variables.toString();
    }

    /** Asked by name: to show one variable, the server makes a table of all it has. */
    private static boolean isKnown(Connection connection, String variable) throws SQLException {
        try {
            return Sql.of(connection, "SELECT @@SESSION." + variable).hasRow();
        } catch (SQLException e) {
            if (ErrorCategory.of(e).endsConnection()) {
                throw e;
            }
            return false;
        }
    }

    private static Dialect dialectOf(DatabaseType type, String version) {
        if (type == DatabaseType.POSTGRES) {
            return Dialect.POSTGRES;
        }
        return version.contains("MariaDB") ? Dialect.MARIADB : Dialect.MYSQL;
    }

    /** Connections from the pool, in auto-commit mode. */
    public DataSource dataSource() {
        return pool;
    }

    /** A connection of its own outside the pool, for what must live as long as a session (locks). */
    public Connection dedicatedConnection() throws SQLException {
        return new DriverDataSource(settings).getConnection();
    }

    public Dialect dialect() {
        return dialect;
    }

    /** The server's version as it reports it, for example {@code 8.0.15} or {@code 11.4.5-MariaDB}. */
    public String version() {
        return version;
    }

    /**
     * Whether the server makes a table of a JSON text; never asked on PostgreSQL, which makes one of arrays. The first question takes
     * a connection from the pool.
     */
    public boolean hasJsonTables() {
        return jsonTableSupport.isAvailable();
    }

    /** What answered: {@code mysql}, {@code mariadb} or {@code postgres}. */
    public String kind() {
        return dialect.name().toLowerCase(Locale.ROOT);
    }

    /** For start-up line and summary: {@code mysql 8.0.15 at db:3306/rag_flow}. */
    public String describe() {
        return kind() + " " + version + " at " + settings.host() + ":" + settings.port() + "/" + settings.database();
    }

    public ConnectionSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        pool.close();
    }
}

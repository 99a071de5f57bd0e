package dev.ragflow.migrator.database;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Locale;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens one connection a call. The login goes to the driver as properties, never inside a URL, since URLs end up in
 * messages.
 */
final class DriverDataSource implements DataSource {

    /**
     * The session's own sql_mode, whatever the server's is: strict, so that nothing is cut silently, and without
     * NO_ZERO_DATE, so that old zero dates do not stop an ALTER that has nothing to do with them.
     */
    private static final String MYSQL_SESSION =
            "sql_mode='STRICT_ALL_TABLES,STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',"
                    + "net_write_timeout=600";

    private static final int CONNECT_SECONDS = 10;

    /** MySQL connection attribute: when the connection was opened, in seconds since 1970. */
    static final String CONNECTED_AT = "ragflow_migrator_connected_at";

    private final ConnectionSettings settings;
    private final PlainLoopback plainLoopback;
    private final String moreVariables;

    DriverDataSource(ConnectionSettings settings) {
        this(settings, "");
    }

    /** @param moreVariables of MySQL's session, each with a comma before it; empty for none */
    DriverDataSource(ConnectionSettings settings, String moreVariables) {
        this.settings = settings;
        this.moreVariables = moreVariables;
        this.plainLoopback = new PlainLoopback(settings);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return plainLoopback.connect(properties(), this::connect);
    }

    private Connection connect(Properties properties) throws SQLException {
        Connection connection = driver().connect(url(), properties);
        if (connection == null) {
            throw new SQLException("The JDBC driver does not accept " + url());
        }
        return connection;
    }

    private Driver driver() throws SQLException {
        return switch (settings.type()) {
            case MYSQL -> new com.mysql.cj.jdbc.Driver();
            case POSTGRES -> new org.postgresql.Driver();
        };
    }

    private String url() {
        String address = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        String scheme = settings.type() == DatabaseType.MYSQL ? "jdbc:mysql" : "jdbc:postgresql";
        return scheme + "://" + address + ":" + settings.port() + "/" + encoded(settings.database());
    }

    private static String encoded(String database) {
        return java.net.URLEncoder.encode(database, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
    }

    private Properties properties() {
        Properties properties = new Properties();
        switch (settings.type()) {
            case MYSQL -> {
                properties.setProperty("sessionVariables", MYSQL_SESSION + moreVariables);
                // by default, the driver writes to standard error, past the log
                properties.setProperty("logger", "com.mysql.cj.log.Slf4JLogger");
                properties.setProperty("rewriteBatchedStatements", "true");
                // the driver reads a statement with hundreds of parameters once, not for every batch of a chunk
                properties.setProperty("cachePrepStmts", "true");
                properties.setProperty("prepStmtCacheSize", "10");
                properties.setProperty("prepStmtCacheSqlLimit", "65536");
                // set for the session, else the driver sets it before and after every result that comes in portions
                properties.setProperty("netTimeoutForStreamingResults", "0");
                properties.setProperty("characterEncoding", "UTF-8");
                // LocalDateTime values go in and out as they are
                properties.setProperty("preserveInstants", "false");
                properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS * 1000));
                properties.setProperty("tcpKeepAlive", "true");
                // what MySQL 8's default account plug-in needs on a connection without TLS
                properties.setProperty("allowPublicKeyRetrieval", "true");
                properties.setProperty("tinyInt1isBit", "false");
                // else the driver asks before every write whether the session is read-only
                properties.setProperty("readOnlyPropagatesToServer", "false");
                // shows whoever waits for one of our locks how long we have had it
                properties.setProperty("connectionAttributes", CONNECTED_AT + ":" + System.currentTimeMillis() / 1_000);
            }
            case POSTGRES -> {
                properties.setProperty("ApplicationName", "ragflow-migrator");
                properties.setProperty("reWriteBatchedInserts", "true");
                // details of constraint errors quote the row, which may hold an API key
                properties.setProperty("logServerErrorDetail", "false");
                properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
                properties.setProperty("tcpKeepAlive", "true");
                // text parameters take the type of the column they meet
                properties.setProperty("stringtype", "unspecified");
            }
        }
        properties.putAll(settings.driverProperties());
        properties.setProperty("user", settings.user());
        properties.setProperty("password", settings.password().reveal());
        return properties;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the login is fixed");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        // drivers log through java.util.logging, which is bridged
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // the drivers' own connect time-outs are set as properties
    }

    @Override
    public int getLoginTimeout() {
        return CONNECT_SECONDS;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("dev.ragflow.migrator");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException("not a wrapper");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }

    @Override
    public String toString() {
        return settings.describe().toLowerCase(Locale.ROOT);
    }
}

package dev.ragflow.migrator.database;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;

/**
 * Connects to a server on this very machine without TLS, unless the operator said something about TLS or the server insists: there
 * is no network to listen on, and encryption would take a third of the program's processor time.
 */
final class PlainLoopback {

    /** Opens a connection with some properties of the driver's. */
    interface Opening {
        Connection with(Properties properties) throws SQLException;
    }

    private final ConnectionSettings settings;
    private volatile boolean isRefused;

    PlainLoopback(ConnectionSettings settings) {
        this.settings = settings;
    }

    /** Opens a connection; once more with TLS, if the server does not let us in without. */
    Connection connect(Properties properties, Opening opening) throws SQLException {
        if (isRefused || saysSomethingAboutTls() || !isLoopback()) {
            return opening.with(properties);
        }
        Properties plain = new Properties();
        plain.putAll(properties);
        if (settings.type() == DatabaseType.MYSQL) {
            plain.setProperty("sslMode", "DISABLED");
        } else {
            plain.setProperty("sslmode", "disable");
        }
        try {
            return opening.with(plain);
        } catch (SQLException e) {
            switch (VendorError.of(e)) {
                // nobody lets us in, with TLS or without
                case CONNECTION, CONNECTIONS, RESTART -> throw e;
                default -> {}
            }
            Connection encrypted = opening.with(properties);
            isRefused = true;
            return encrypted;
        }
    }

    private boolean saysSomethingAboutTls() {
        return settings.driverProperties().keySet().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .anyMatch(name -> name.contains("ssl") || name.contains("tls") || name.contains("certificate"));
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(settings.host()).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}

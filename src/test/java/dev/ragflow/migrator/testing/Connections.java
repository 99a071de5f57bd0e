package dev.ragflow.migrator.testing;

import dev.ragflow.migrator.database.ConnectionSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Opens connections that change nothing about the session, unlike the program's own. */
final class Connections {

    private Connections() {}

    static Connection open(ConnectionSettings settings) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", settings.user());
        properties.setProperty("password", settings.password().reveal());
        String scheme =
                switch (settings.type()) {
                    case MYSQL -> {
                        properties.setProperty("allowPublicKeyRetrieval", "true");
                        properties.setProperty("rewriteBatchedStatements", "true");
                        properties.setProperty("allowLoadLocalInfile", "true");
                        properties.setProperty("tinyInt1isBit", "false");
                        // the server's own sql_mode, which the driver would otherwise make strict
                        properties.setProperty("jdbcCompliantTruncation", "false");
                        yield "jdbc:mysql";
                    }
                    case POSTGRES -> {
                        properties.setProperty("reWriteBatchedInserts", "true");
                        yield "jdbc:postgresql";
                    }
                };
        return DriverManager.getConnection(
                scheme + "://" + settings.host() + ":" + settings.port() + "/" + settings.database(), properties);
    }
}

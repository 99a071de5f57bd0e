package dev.ragflow.migrator.database;

import java.util.Map;

/**
 * Where the database is and how to log in.
 *
 * @param type protocol and dialect
 * @param host host name or address, never empty
 * @param port TCP port, 1 to 65535
 * @param database name of RAGFlow's database
 * @param user account name
 * @param password the account's password, empty if the account has none
 * @param driverProperties further connection properties in the spelling of the JDBC driver (TLS options, time-outs); they
 *     win over the program's own defaults
 */
public record ConnectionSettings(
        DatabaseType type,
        String host,
        int port,
        String database,
        String user,
        Secret password,
        Map<String, String> driverProperties) {

    public ConnectionSettings {
        driverProperties = Map.copyOf(driverProperties);
    }

    /** For messages: {@code mysql user@host:port/database}. */
    public String describe() {
        return type + " " + user + "@" + host + ":" + port + "/" + database;
    }

    /** Without driver properties, since those may hold the password of a key. */
    @Override
    public String toString() {
        return describe();
    }
}

package dev.ragflow.migrator.testing;

import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.database.Secret;

/** An account of the server that may read one database and nothing else. */
public final class ReadOnlyAccount {

    public static final String PASSWORD = "r-e-a-d-0nly";

    private ReadOnlyAccount() {}

    /** Makes the account; on PostgreSQL it reads the tables that are there now and that their owner makes later. */
    public static ConnectionSettings of(TestDatabase database) {
        ConnectionSettings owner = database.settings();
        String user = "reader" + Math.floorMod(owner.database().hashCode(), 1_000_000);
        if (database.server() == TestServer.POSTGRES) {
            database.execute(
                    "CREATE ROLE " + user + " LOGIN PASSWORD '" + PASSWORD + "'",
                    "GRANT USAGE ON SCHEMA public TO " + user,
                    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + user,
                    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO " + user);
        } else {
            database.execute(
                    "CREATE USER '" + user + "'@'%' IDENTIFIED BY '" + PASSWORD + "'",
                    "GRANT SELECT ON `" + owner.database() + "`.* TO '" + user + "'@'%'");
        }
        return new ConnectionSettings(
                owner.type(),
                owner.host(),
                owner.port(),
                owner.database(),
                user,
                Secret.of(PASSWORD),
                owner.driverProperties());
    }
}

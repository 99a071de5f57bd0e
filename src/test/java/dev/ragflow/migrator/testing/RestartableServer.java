package dev.ragflow.migrator.testing;

import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.database.Database;
import java.sql.SQLException;

/** A server of a test's own, always an embedded one, that can be shut down and comes back on the same port. */
public final class RestartableServer {

    private static final int POOL_SIZE = 4;

    private final TestServer kind;
    private final ServerProcess process;
    private final ConnectionSettings login;

    private RestartableServer(TestServer kind, ServerProcess process, ConnectionSettings login) {
        this.kind = kind;
        this.process = process;
        this.login = login;
    }

    /** Starts one; it ends with this JVM. */
    public static RestartableServer start(TestServer kind) {
        ServerProcess process = new ServerProcess("a restartable " + kind);
        return new RestartableServer(
                kind,
                process,
                switch (kind) {
                    case MYSQL -> EmbeddedMySql.start(process);
                    case MARIADB -> EmbeddedMariaDb.start(process);
                    case POSTGRES -> EmbeddedPostgres.start(process);
                });
    }

    /** The database that every server of the kind has, as the program opens one; the caller closes it. */
    public Database open() throws SQLException {
        return Database.open(login, POOL_SIZE);
    }

    /** Shuts it down without waiting for clients, and returns when it answers again. */
    public void restart() {
        // PostgreSQL waits for clients on TERM
        process.restart(kind == TestServer.POSTGRES ? "INT" : "TERM", login);
    }
}

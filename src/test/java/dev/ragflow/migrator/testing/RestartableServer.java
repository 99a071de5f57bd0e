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
        return start(kind, new String[0]);
    }

    /** Starts a MySQL server with options of its own. */
    public static RestartableServer startMySql(String... options) {
        return start(TestServer.MYSQL, options);
    }

    private static RestartableServer start(TestServer kind, String[] options) {
        ServerProcess process = new ServerProcess("a restartable " + kind);
        return new RestartableServer(
                kind,
                process,
                switch (kind) {
                    case MYSQL -> EmbeddedMySql.start(process, options);
                    case MARIADB -> EmbeddedMariaDb.start(process);
                    case POSTGRES -> EmbeddedPostgres.start(process);
                });
    }

    /** The database that every server of the kind has, as the program opens one; the caller closes it. */
    public Database open() throws SQLException {
        return Database.open(login, POOL_SIZE);
    }

    /** Runs statements as its administrator. */
    @SuppressWarnings("resource")
    public void execute(String... statements) {
        new TestDatabase(kind, login).execute(statements);
    }

    /**
     * A database of its own there, which stays until the server ends: it is not to be closed.
     *
     * @param options of {@code CREATE DATABASE}
     */
    public TestDatabase createDatabase(String options) {
        execute("CREATE DATABASE ragflow" + options);
        return new TestDatabase(
                kind,
                new ConnectionSettings(
                        login.type(),
                        login.host(),
                        login.port(),
                        "ragflow",
                        login.user(),
                        login.password(),
                        login.driverProperties()));
    }

    /** Has it end as if the machine had lost power, but for what the operating system keeps, and come back. */
    public void crash() {
        crashForGood();
        comeBack();
    }

    /** The same, and it stays away until it is to come back. */
    public void crashForGood() {
        // PostgreSQL's other processes have to go with the first
        process.end(kind == TestServer.POSTGRES ? "QUIT" : "KILL");
    }

    /** Starts it again after a crash; returns when it answers. */
    public void comeBack() {
        process.comeBack(login);
    }

    /** Shuts it down without waiting for clients, and returns when it answers again. */
    public void restart() {
        // PostgreSQL waits for clients on TERM
        process.restart(kind == TestServer.POSTGRES ? "INT" : "TERM", login);
    }
}

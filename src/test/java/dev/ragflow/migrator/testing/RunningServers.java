package dev.ragflow.migrator.testing;

import dev.ragflow.migrator.database.ConnectionSettings;
import java.util.EnumMap;
import java.util.Map;

/** The servers this JVM has started, and those that could not be. */
final class RunningServers {

    private static final Map<TestServer, ConnectionSettings> RUNNING = new EnumMap<>(TestServer.class);
    private static final Map<TestServer, ServerUnavailableException> FAILED = new EnumMap<>(TestServer.class);

    private RunningServers() {}

    /** The login of the server's administrator; the server is started if need be. */
    static synchronized ConnectionSettings administrator(TestServer server) {
        ConnectionSettings running = RUNNING.get(server);
        if (running != null) {
            return running;
        }
        ServerUnavailableException failed = FAILED.get(server);
        if (failed != null) {
            throw failed;
        }
        try {
            ConnectionSettings started = start(server);
            RUNNING.put(server, started);
            return started;
        } catch (ServerUnavailableException e) {
            FAILED.put(server, e);
            throw e;
        }
    }

    private static ConnectionSettings start(TestServer server) {
        return ContainerServers.available()
                ? ContainerServers.start(server)
                : switch (server) {
                    case MYSQL -> EmbeddedMySql.start();
                    case MARIADB -> EmbeddedMariaDb.start();
                    case POSTGRES -> EmbeddedPostgres.start();
                };
    }
}

package dev.ragflow.migrator.testing;

import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.database.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.JdbcDatabaseContainer;
import org.testcontainers.mariadb.MariaDBContainer;
import org.testcontainers.mysql.MySQLContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** Servers from images, where a container engine answers; {@code -Dtest.mysql.image=mysql:8.4} picks another image. */
final class ContainerServers {

    private static final int MYSQL_PORT = 3306;
    private static final int POSTGRES_PORT = 5432;

    private ContainerServers() {}

    static boolean available() {
        return switch (System.getProperty("test.servers", "")) {
            case "embedded" -> false;
            case "containers" -> true;
            default -> mayAnswer() && DockerClientFactory.instance().isDockerAvailable();
        };
    }

    /** Asked first, since looking for an engine that is not there is slow and writes warnings. */
    private static boolean mayAnswer() {
        String runtimeFolder = System.getenv().getOrDefault("XDG_RUNTIME_DIR", "/run");
        return System.getenv("DOCKER_HOST") != null
                || Files.exists(Path.of("/var/run/docker.sock"))
                || Files.exists(Path.of(runtimeFolder, "docker.sock"))
                || Files.exists(Path.of(System.getProperty("user.home"), ".testcontainers.properties"));
    }

    /** Started here and stopped by the engine's own reaper when this JVM ends. */
    @SuppressWarnings("resource")
    static ConnectionSettings start(TestServer server) {
        Secret password = Passwords.random(server);
        JdbcDatabaseContainer<?> container =
                switch (server) {
                    case MYSQL ->
                        new MySQLContainer(image("mysql", "mysql:8.0"))
                                .withUsername("root")
                                .withTmpFs(Map.of("/var/lib/mysql", "rw"));
                    case MARIADB ->
                        new MariaDBContainer(image("mariadb", "mariadb:11.4"))
                                .withUsername("root")
                                .withTmpFs(Map.of("/var/lib/mysql", "rw"));
                    case POSTGRES ->
                        new PostgreSQLContainer(image("postgres", "postgres:16"))
                                .withUsername("postgres")
                                .withTmpFs(Map.of("/var/lib/postgresql/data", "rw"));
                };
        try {
            container.withPassword(password.reveal()).start();
        } catch (RuntimeException e) {
            throw new ServerUnavailableException("The container engine did not start " + container.getDockerImageName()
                    + ": " + e.getMessage() + "; -Dtest.servers=embedded does without it");
        }
        int port = container.getMappedPort(server == TestServer.POSTGRES ? POSTGRES_PORT : MYSQL_PORT);
        return new ConnectionSettings(
                server.type(),
                container.getHost(),
                port,
                container.getDatabaseName(),
                container.getUsername(),
                password,
                Map.of());
    }

    private static DockerImageName image(String kind, String usual) {
        return DockerImageName.parse(System.getProperty("test." + kind + ".image", usual))
                .asCompatibleSubstituteFor(kind);
    }
}

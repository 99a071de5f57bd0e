package dev.ragflow.migrator.testing;

import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.database.DatabaseType;
import dev.ragflow.migrator.database.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** PostgreSQL from a jar that holds the server for Linux on x86-64. It refuses to run as root: root lends it to nobody. */
final class EmbeddedPostgres {

    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");

    private EmbeddedPostgres() {}

    static ConnectionSettings start() {
        return start(new ServerProcess("PostgreSQL"));
    }

    static ConnectionSettings start(ServerProcess process) {
        Platform.requireLinuxX64("PostgreSQL");
        Path unpacked = ServerFiles.fromArchive("postgres", "postgres-linux-x86_64.txz");
        Secret password = Passwords.random(TestServer.POSTGRES);
        int port = ServerProcess.freePort();
        Path data = process.folder().resolve("data");
        Path passwordFile = process.write("password", password.reveal());
        Path base = Platform.isRoot() ? process.folder().resolve("server") : unpacked;
        List<List<String>> steps = new ArrayList<>();
        if (Platform.isRoot()) {
            // nobody may not look into the project's folder
            steps.add(List.of("cp", "-r", unpacked.toString(), base.toString()));
            steps.add(List.of("mkdir", data.toString()));
            steps.add(List.of("chown", "65534:65534", data.toString(), passwordFile.toString()));
        }
        steps.add(command(
                base.resolve("bin/initdb").toString(),
                "--pgdata=" + data,
                "--username=postgres",
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync"));
        steps.add(command(
                base.resolve("bin/postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                String.valueOf(port),
                "-h",
                "127.0.0.1",
                "-cunix_socket_directories=",
                "-cdynamic_shared_memory_type=mmap",
                "-cshared_buffers=64MB",
                "-cfsync=off",
                "-cfull_page_writes=off",
                "-csynchronous_commit=off"));
        ConnectionSettings login = new ConnectionSettings(
                DatabaseType.POSTGRES, "127.0.0.1", port, "postgres", "postgres", password, Map.of());
        process.serve("QUIT", login, steps);
        return login;
    }

    private static List<String> command(String... command) {
        return Platform.isRoot()
                ? Stream.concat(AS_NOBODY.stream(), Stream.of(command)).toList()
                : List.of(command);
    }
}

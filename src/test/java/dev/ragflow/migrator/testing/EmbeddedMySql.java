package dev.ragflow.migrator.testing;

import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.database.DatabaseType;
import dev.ragflow.migrator.database.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** MySQL 8.0.15 from a jar that holds the server for Linux on x86-64. */
final class EmbeddedMySql {

    private EmbeddedMySql() {}

    static ConnectionSettings start() {
        return start(new ServerProcess("MySQL 8.0.15"));
    }

    /** @param options of the server, beside the usual ones */
    static ConnectionSettings start(ServerProcess process, String... options) {
        Platform.requireLinuxX64("MySQL");
        Path base = ServerFiles.fromArchive("mysql-8.0.15", "mysql-Linux-amd64.tar.gz");
        Secret password = Passwords.random(TestServer.MYSQL);
        int port = ServerProcess.freePort();
        Path data = process.folder().resolve("data");
        List<String> common = new ArrayList<>(List.of(
                base.resolve("bin/mysqld").toString(),
                "--no-defaults",
                "--basedir=" + base,
                "--lc-messages-dir=" + base.resolve("share"),
                "--datadir=" + data,
                "--innodb-log-file-size=16M",
                "--innodb-buffer-pool-size=128M",
                "--innodb-flush-method=nosync",
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-doublewrite=0",
                "--innodb-use-native-aio=0",
                "--skip-log-bin"));
        common.addAll(List.of(options));
        if (Platform.isRoot()) {
            common.add("--user=root");
        }
        Path initFile = process.write("init.sql", MySqlAccounts.rootEverywhere(password));
        ConnectionSettings login =
                new ConnectionSettings(DatabaseType.MYSQL, "127.0.0.1", port, "mysql", "root", password, Map.of());
        process.serve(
                "KILL",
                login,
                List.of(
                        with(common, "--initialize-insecure"),
                        with(
                                common,
                                "--init-file=" + initFile,
                                "--port=" + port,
                                "--bind-address=127.0.0.1",
                                "--skip-name-resolve",
                                "--mysqlx=0",
                                "--socket=mysql.sock",
                                "--max-allowed-packet=64M")));
        return login;
    }

    private static List<String> with(List<String> common, String... more) {
        List<String> command = new ArrayList<>(common);
        command.addAll(List.of(more));
        return command;
    }
}

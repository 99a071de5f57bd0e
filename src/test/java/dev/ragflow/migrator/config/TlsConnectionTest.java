package dev.ragflow.migrator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ragflow.migrator.database.ConnectionSettings;
import dev.ragflow.migrator.database.Database;
import dev.ragflow.migrator.testing.TestDatabase;
import dev.ragflow.migrator.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A connection with TLS")
@Tag("process")
class TlsConnectionTest {

    private final TestCertificate certificate;

    TlsConnectionTest(@TempDir Path folder) throws Exception {
        this.certificate = TestCertificate.create(folder);
    }

    /** With the certificates that MySQL makes for itself; its keys are in the old form of OpenSSL. */
    @Test
    void toMySql() throws Exception {
        try (TestDatabase database = TestServer.MYSQL.createDatabase()) {
            Path folder = Path.of(one(database, "SELECT @@datadir"));
            assumeThat(folder.resolve("ca.pem"))
                    .as("the server's own files, not inside a container")
                    .isReadable();
            String ca = folder.resolve("ca.pem").toString();
            database.execute(
                    "CREATE USER tls_only@'%' IDENTIFIED BY 'pass-of-tls' REQUIRE X509",
                    "GRANT ALL ON " + database.settings().database() + ".* TO tls_only@'%'",
                    "CREATE USER encrypted_only@'%' IDENTIFIED BY 'pass-of-tls' REQUIRE SSL",
                    "GRANT ALL ON " + database.settings().database() + ".* TO encrypted_only@'%'");
            try {
                Map<Setting, String> client = Map.of(
                        Setting.USER,
                        "tls_only",
                        Setting.PASSWORD,
                        "pass-of-tls",
                        Setting.TLS_CA,
                        ca,
                        Setting.TLS_CERT,
                        folder.resolve("client-cert.pem").toString(),
                        Setting.TLS_KEY,
                        folder.resolve("client-key.pem").toString());
                String cipher = "SELECT variable_value FROM performance_schema.session_status"
                        + " WHERE variable_name = 'Ssl_cipher'";

                assertThat(ask(
                                database,
                                Map.of(Setting.USER, "encrypted_only", Setting.PASSWORD, "pass-of-tls"),
                                cipher))
                        .isNotEmpty();
                assertThat(Files.readString(folder.resolve("client-key.pem"))).contains("BEGIN RSA PRIVATE KEY");
                assertThat(ask(database, client, cipher)).isNotEmpty();
                assertThat(ask(database, Map.of(Setting.TLS_CA, ca), cipher)).isNotEmpty();
                assertThat(ask(database, Map.of(Setting.TLS_MODE, "disabled"), cipher))
                        .isEmpty();
                // nobody listens on a loopback address
                assertThat(ask(database, Map.of(), cipher)).isEmpty();
                assertThat(ask(database, Map.of(Setting.TLS_MODE, "preferred"), cipher))
                        .isNotEmpty();
                assertRefused(
                        database,
                        Map.of(Setting.TLS_CA, certificate.certificate().toString()));
                assertRefused(database, Map.of(Setting.TLS_CA, ca, Setting.TLS_MODE, "verify-full"));
            } finally {
                database.execute("DROP USER tls_only@'%', encrypted_only@'%'");
            }
        }
    }

    @Test
    void toPostgres() throws Exception {
        String ca = certificate.certificate().toString();
        try (TestDatabase database = TestServer.POSTGRES.createDatabase()) {
            assertRefused(database, Map.of(Setting.TLS_MODE, "required"));
            place(database, certificate.certificate(), "tls-test.crt");
            place(database, certificate.key(), "tls-test.key");
            database.execute(
                    "ALTER SYSTEM SET ssl_cert_file = 'tls-test.crt'",
                    "ALTER SYSTEM SET ssl_key_file = 'tls-test.key'",
                    "ALTER SYSTEM SET ssl_ca_file = 'tls-test.crt'",
                    "ALTER SYSTEM SET ssl = on",
                    "SELECT pg_reload_conf()",
                    "SELECT pg_sleep(0.5)");
            try {
                String client =
                        "SELECT ssl || ' ' || coalesce(client_dn, '') FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

                assertThat(ask(database, Map.of(Setting.TLS_CA, ca, Setting.TLS_MODE, "verify-full"), client))
                        .isEqualTo("true ");
                assertThat(ask(
                                database,
                                Map.of(
                                        Setting.TLS_CA, ca,
                                        Setting.TLS_CERT, ca,
                                        Setting.TLS_KEY, certificate.key().toString()),
                                client))
                        .isEqualTo("true /CN=migrator-test");
                assertThat(ask(database, Map.of(Setting.TLS_MODE, "disabled"), client))
                        .isEqualTo("false ");
                // the runtime's own authorities did not sign it
                assertRefused(database, Map.of(Setting.TLS_MODE, "verify-ca"));
            } finally {
                database.execute(
                        "ALTER SYSTEM RESET ssl",
                        "ALTER SYSTEM RESET ssl_cert_file",
                        "ALTER SYSTEM RESET ssl_key_file",
                        "ALTER SYSTEM RESET ssl_ca_file",
                        "SELECT pg_reload_conf()");
            }
        }
    }

    /** Into the server's data folder, as a file of the server's own user. */
    private static void place(TestDatabase database, Path file, String name) throws Exception {
        String content = Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        database.execute("COPY (SELECT '" + content + "') TO PROGRAM 'umask 077; base64 -d > " + name + "'");
    }

    private static String ask(TestDatabase database, Map<Setting, String> more, String sql) throws SQLException {
        try (Database opened = Database.open(settings(database, more), 1);
                Connection connection = opened.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static void assertRefused(TestDatabase database, Map<Setting, String> more) {
        assertThatThrownBy(() -> ask(database, more, "SELECT 1")).isInstanceOf(SQLException.class);
    }

    private static String one(TestDatabase database, String sql) throws SQLException {
        return ask(database, Map.of(), sql);
    }

    private static ConnectionSettings settings(TestDatabase database, Map<Setting, String> more) {
        ConnectionSettings login = database.settings();
        Map<Setting, String> flags = new HashMap<>(Map.of(
                Setting.DB_TYPE, login.type().id(),
                Setting.HOST, login.host(),
                Setting.PORT, String.valueOf(login.port()),
                Setting.USER, login.user(),
                Setting.PASSWORD, login.password().reveal(),
                Setting.DATABASE, login.database()));
        flags.putAll(more);
        return PrecedenceTest.load(flags, Map.of()).connection();
    }
}

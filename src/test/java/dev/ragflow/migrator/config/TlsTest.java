package dev.ragflow.migrator.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("TLS settings")
@Tag("process")
class TlsTest {

    private static @Nullable TestCertificate created;

    private final Path folder;
    private final TestCertificate certificate;

    TlsTest(@TempDir Path folder) {
        this.folder = folder;
        this.certificate = requireNonNull(created);
    }

    @BeforeAll
    static void createCertificate(@TempDir Path shared) throws Exception {
        created = TestCertificate.create(shared);
    }

    static Stream<Arguments> modes() {
        return Stream.of(
                arguments("disabled", "DISABLED", "disable"),
                arguments("preferred", "PREFERRED", "prefer"),
                arguments("required", "REQUIRED", "require"),
                arguments("verify-ca", "VERIFY_CA", "verify-ca"),
                arguments("verify-full", "VERIFY_IDENTITY", "verify-full"),
                arguments("VERIFY_IDENTITY", "VERIFY_IDENTITY", "verify-full"),
                arguments("require", "REQUIRED", "require"));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void modesInTheWordsOfTheDrivers(String mode, String mysql, String postgres) {
        assertThat(properties("mysql", Map.of(Setting.TLS_MODE, mode))).containsEntry("sslMode", mysql);
        assertThat(properties("postgres", Map.of(Setting.TLS_MODE, mode))).containsEntry("sslmode", postgres);
    }

    @Test
    void nothingSaidIsLeftToTheDriver() {
        assertThat(properties("mysql", Map.of())).isEmpty();
        assertThat(properties("postgres", Map.of())).isEmpty();
    }

    /** What RAGFlow's file says, in the spelling of the Python drivers, and the mode it comes to. */
    static Stream<Arguments> files() {
        return Stream.of(
                arguments("mysql", "ssl_ca: CERT", "VERIFY_CA", true, false),
                arguments("mysql", "ssl_ca: CERT, ssl_verify_cert: false", "REQUIRED", true, false),
                arguments("mysql", "ssl_ca: CERT, ssl_verify_identity: true", "VERIFY_IDENTITY", true, false),
                arguments("mysql", "ssl_ca: CERT, ssl_disabled: true", "DISABLED", false, false),
                arguments("mysql", "ssl_cert: CERT, ssl_key: KEY", "REQUIRED", false, true),
                arguments("mysql", "ssl: {ca: CERT, cert: CERT, key: KEY}", "VERIFY_CA", true, true),
                arguments("mysql", "ssl: {ca: CERT, check_hostname: true}", "VERIFY_IDENTITY", true, false),
                arguments("mysql", "ssl: {}", "REQUIRED", false, false),
                arguments("mysql", "ssl_mode: VERIFY_CA", "VERIFY_CA", false, false),
                arguments("postgres", "sslmode: require", "require", false, false),
                arguments("postgres", "sslmode: allow", "prefer", false, false),
                arguments("postgres", "sslmode: require, sslrootcert: CERT", "verify-ca", true, false),
                arguments("postgres", "sslrootcert: CERT, sslcert: CERT, sslkey: KEY", "verify-ca", true, true),
                arguments("postgres", "sslmode: verify-full, sslrootcert: CERT", "verify-full", true, false));
    }

    @ParameterizedTest
    @MethodSource("files")
    void keysOfRagflowsFile(String type, String keys, String mode, boolean ca, boolean client) throws IOException {
        String text = type + ": {host: h, user: u, password: p, " + keys + "}";
        Path file = Files.writeString(
                folder.resolve("service_conf.yaml"),
                text.replace("CERT", certificate.certificate().toString())
                        .replace("KEY", certificate.key().toString()));

        Map<String, String> properties = PrecedenceTest.load(
                        Map.of(Setting.CONFIG, file.toString()), Map.of("DB_TYPE", type))
                .connection()
                .driverProperties();

        boolean mysql = type.equals("mysql");
        assertThat(properties).containsEntry(mysql ? "sslMode" : "sslmode", mode);
        assertThat(properties.containsKey(mysql ? "trustCertificateKeyStoreUrl" : "sslrootcert"))
                .isEqualTo(ca);
        assertThat(properties.containsKey(mysql ? "clientCertificateKeyStoreUrl" : "sslkey"))
                .isEqualTo(client);
    }

    @Test
    void flagsReplaceWhatTheFileSays() throws IOException {
        Path file = Files.writeString(
                folder.resolve("service_conf.yaml"), "mysql: {host: h, password: p, ssl_disabled: true}");

        assertThat(PrecedenceTest.load(
                                Map.of(
                                        Setting.CONFIG,
                                        file.toString(),
                                        Setting.TLS_CA,
                                        certificate.certificate().toString()),
                                Map.of())
                        .connection()
                        .driverProperties())
                .containsEntry("sslMode", "VERIFY_CA");
    }

    @Test
    void keyStoresAreForTheOwnerOnly() throws Exception {
        Map<String, String> properties = properties(
                "postgres",
                Map.of(
                        Setting.TLS_MODE, "required",
                        Setting.TLS_CERT, certificate.certificate().toString(),
                        Setting.TLS_KEY, certificate.key().toString()));

        Path store = Path.of(properties.getOrDefault("sslkey", ""));
        assertThat(Files.getPosixFilePermissions(store)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        char[] password = properties.getOrDefault("sslpassword", "").toCharArray();
        assertThat(password).hasSizeGreaterThan(20);
        assertThat(KeyStore.getInstance(store.toFile(), password).isKeyEntry("user"))
                .isTrue();
    }

    @Test
    void certificateAndKeyMayShareAFile() throws IOException {
        Path both = folder.resolve("both.pem");
        Files.writeString(both, Files.readString(certificate.key()) + Files.readString(certificate.certificate()));

        assertThat(properties("mysql", Map.of(Setting.TLS_CERT, both.toString())))
                .containsEntry("sslMode", "REQUIRED")
                .containsKey("clientCertificateKeyStoreUrl");
    }

    @Test
    void aKeyThatOnlyOpenSslReadsIsNamed() throws IOException {
        Path key = Files.writeString(
                folder.resolve("ec.pem"), "-----BEGIN EC PRIVATE KEY-----\nMHc=\n-----END EC PRIVATE KEY-----\n");

        assertThatThrownBy(() -> properties(
                        "mysql",
                        Map.of(
                                Setting.TLS_CERT, certificate.certificate().toString(),
                                Setting.TLS_KEY, key.toString())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("--tls-key", "ec.pem", "openssl pkcs8");
    }

    @Test
    void withoutAnAuthorityTheRuntimesOwnAreTrusted() {
        assertThat(properties("postgres", Map.of(Setting.TLS_MODE, "verify-full")))
                .containsEntry("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        assertThat(properties("mysql", Map.of(Setting.TLS_MODE, "verify-full")))
                .doesNotContainKey("trustCertificateKeyStoreUrl");
    }

    private static Map<String, String> properties(String type, Map<Setting, String> tls) {
        Map<Setting, String> flags = new HashMap<>(tls);
        flags.putAll(Map.of(
                Setting.DB_TYPE,
                type,
                Setting.HOST,
                "h",
                Setting.USER,
                "u",
                Setting.DATABASE,
                "d",
                Setting.PASSWORD,
                "p"));
        return PrecedenceTest.load(flags, Map.of()).connection().driverProperties();
    }
}

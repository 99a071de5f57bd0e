package dev.ragflow.migrator.config;

import dev.ragflow.migrator.database.DatabaseType;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts the TLS settings into the words of the JDBC drivers, and adds the properties that were given in those words. */
final class DriverProperties {

    private final Sources sources;
    private final DatabaseType type;

    DriverProperties(Sources sources, DatabaseType type) {
        this.sources = sources;
        this.type = type;
    }

    Map<String, String> read() {
        Map<String, String> properties = new LinkedHashMap<>();
        TlsSettings tls = TlsSettings.read(sources, type);
        tls.effectiveMode().ifPresent(mode -> {
            if (type == DatabaseType.MYSQL) {
                addMySql(properties, tls, mode);
            } else {
                addPostgres(properties, tls, mode);
            }
        });
        sources.environment().find(Setting.DRIVER_PROPERTY).ifPresent(reading -> Stream.of(
                        reading.text().split("&"))
                .forEach(pair -> add(properties, pair, reading)));
        sources.flags().all(Setting.DRIVER_PROPERTY).forEach(reading -> add(properties, reading.text(), reading));
        return properties;
    }

    private static void add(Map<String, String> properties, String pair, Reading reading) {
        int sign = pair.indexOf('=');
        String name = sign < 0 ? "" : pair.substring(0, sign).strip();
        if (name.isEmpty()) {
            throw ConfigurationException.of(Setting.DRIVER_PROPERTY, "this is not of the form name=value", reading);
        }
        if (name.equalsIgnoreCase("user") || name.equalsIgnoreCase("password")) {
            throw ConfigurationException.of(
                    Setting.DRIVER_PROPERTY,
                    name + " is set by " + Setting.USER.flag() + " and " + Setting.PASSWORD_FILE.flag(),
                    reading);
        }
        properties.put(name, pair.substring(sign + 1));
    }

    private static void addMySql(Map<String, String> properties, TlsSettings tls, TlsMode mode) {
        properties.put("sslMode", mode.mysql());
        if (mode == TlsMode.DISABLED) {
            return;
        }
        tls.ca().ifPresent(ca -> {
            KeyStoreFile store =
                    KeyStoreFile.trusting(PemFile.read(Setting.TLS_CA, ca).certificates());
            properties.put("trustCertificateKeyStoreUrl", store.path().toUri().toString());
            properties.put("trustCertificateKeyStoreType", KeyStoreFile.TYPE);
            properties.put("trustCertificateKeyStorePassword", store.password().reveal());
        });
        client(tls).ifPresent(store -> {
            properties.put("clientCertificateKeyStoreUrl", store.path().toUri().toString());
            properties.put("clientCertificateKeyStoreType", KeyStoreFile.TYPE);
            properties.put("clientCertificateKeyStorePassword", store.password().reveal());
        });
    }

    private static void addPostgres(Map<String, String> properties, TlsSettings tls, TlsMode mode) {
        properties.put("sslmode", mode.postgres());
        if (mode == TlsMode.DISABLED) {
            return;
        }
        if (tls.ca().isPresent()) {
            Reading ca = tls.ca().get();
            PemFile.read(Setting.TLS_CA, ca).certificates();
            properties.put("sslrootcert", ca.text());
        } else if (mode.verifies()) {
            if (tls.cert().isPresent()) {
                throw new ConfigurationException(
                        Setting.TLS_CA.flag() + " is missing: PostgreSQL's driver cannot verify"
                                + " the server without it where there is a client certificate");
            }
            // pgjdbc would look for root.crt in the home folder, which a container does not have
            properties.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        client(tls).ifPresent(store -> {
            properties.put("sslkey", store.path().toString());
            properties.put("sslpassword", store.password().reveal());
        });
    }

    private static Optional<KeyStoreFile> client(TlsSettings tls) {
        if (tls.cert().isEmpty() && tls.key().isPresent()) {
            throw ConfigurationException.of(
                    Setting.TLS_KEY,
                    "a client key without " + Setting.TLS_CERT.flag(),
                    tls.key().get());
        }
        return tls.cert().map(cert -> {
            List<Certificate> chain = PemFile.read(Setting.TLS_CERT, cert).certificates();
            PrivateKey key = PemFile.read(Setting.TLS_KEY, tls.key().orElse(cert))
                    .privateKey(chain.get(0).getPublicKey().getAlgorithm());
            return KeyStoreFile.identifying(key, chain);
        });
    }
}

package dev.ragflow.migrator.config;

import dev.ragflow.migrator.database.DatabaseType;
import java.util.Optional;

/**
 * What was said about TLS; each part may be missing.
 *
 * @param mode what is requested outright
 * @param ca PEM file of trusted authorities
 * @param cert PEM file of the client certificate
 * @param key PEM file of the client's key; by default it is in {@code cert}
 */
record TlsSettings(Optional<TlsMode> mode, Optional<Reading> ca, Optional<Reading> cert, Optional<Reading> key) {

    static TlsSettings read(Sources sources, DatabaseType type) {
        TlsSettings file = sources.section(type)
                .map(section -> type == DatabaseType.MYSQL ? ofPyMySql(section) : ofLibpq(section))
                .orElse(new TlsSettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        Optional<TlsMode> mode = sources.find(Setting.TLS_MODE).map(found -> TlsMode.parse(Setting.TLS_MODE, found));
        Optional<Reading> ca = sources.find(Setting.TLS_CA);
        Optional<Reading> cert = sources.find(Setting.TLS_CERT);
        Optional<Reading> key = sources.find(Setting.TLS_KEY);
        if (mode.equals(Optional.of(TlsMode.DISABLED)) && (ca.isPresent() || cert.isPresent() || key.isPresent())) {
            throw new ConfigurationException(Setting.TLS_MODE.flag() + " is disabled, but "
                    + ca.or(() -> cert).or(() -> key).map(Reading::place).orElse("") + " is given, too");
        }
        // files given here ask for TLS, whatever RAGFlow's file said about the mode
        Optional<TlsMode> given = mode.or(() -> ca.isPresent() || cert.isPresent() ? Optional.empty() : file.mode());
        return new TlsSettings(given, ca.or(file::ca), cert.or(file::cert), cert.isPresent() ? key : key.or(file::key));
    }

    /** As PyMySQL spells it, which is what RAGFlow hands the section to; also mysqlclient's {@code ssl_mode}. */
    private static TlsSettings ofPyMySql(ServiceConfSection section) {
        Optional<ServiceConfSection> inner = section.inner("ssl");
        Optional<Reading> ca = section.find("ssl_ca").or(() -> inner.flatMap(ssl -> ssl.find("ca")));
        Optional<Reading> cert = section.find("ssl_cert").or(() -> inner.flatMap(ssl -> ssl.find("cert")));
        Optional<Reading> key = section.find("ssl_key").or(() -> inner.flatMap(ssl -> ssl.find("key")));
        Optional<Boolean> identity =
                truth(section.find("ssl_verify_identity").or(() -> inner.flatMap(ssl -> ssl.find("check_hostname"))));
        Optional<Boolean> verify = truth(section.find("ssl_verify_cert"));
        Optional<TlsMode> mode;
        if (truth(section.find("ssl_disabled")).orElse(false)) {
            mode = Optional.of(TlsMode.DISABLED);
        } else if (section.find("ssl_mode").isPresent()) {
            mode = section.find("ssl_mode").map(found -> TlsMode.parse(Setting.CONFIG, found));
        } else if (identity.orElse(false)) {
            mode = Optional.of(TlsMode.VERIFY_FULL);
        } else if (verify.isPresent()) {
            mode = Optional.of(verify.get() ? TlsMode.VERIFY_CA : TlsMode.REQUIRED);
        } else {
            mode = inner.isPresent() && ca.isEmpty() ? Optional.of(TlsMode.REQUIRED) : Optional.empty();
        }
        return new TlsSettings(mode, ca, cert, key);
    }

    /** As libpq spells it, where {@code require} with an authority's certificate verifies that. */
    private static TlsSettings ofLibpq(ServiceConfSection section) {
        Optional<Reading> ca = section.find("sslrootcert");
        Optional<TlsMode> mode = section.find("sslmode")
                .map(found -> TlsMode.parse(Setting.CONFIG, found))
                .map(found -> found == TlsMode.REQUIRED && ca.isPresent() ? TlsMode.VERIFY_CA : found);
        return new TlsSettings(mode, ca, section.find("sslcert"), section.find("sslkey"));
    }

    private static Optional<Boolean> truth(Optional<Reading> reading) {
        return reading.map(found -> BooleanText.parse(Setting.CONFIG, found));
    }

    /** The mode to connect with; empty when nothing was said and the driver's own default holds. */
    Optional<TlsMode> effectiveMode() {
        if (mode.isPresent()) {
            return mode;
        }
        if (ca.isPresent()) {
            return Optional.of(TlsMode.VERIFY_CA);
        }
        return cert.isPresent() ? Optional.of(TlsMode.REQUIRED) : Optional.empty();
    }
}

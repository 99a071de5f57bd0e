package dev.ragflow.migrator.config;

import dev.ragflow.migrator.database.Secret;
import dev.ragflow.migrator.metrics.MetricsTargets;
import dev.ragflow.migrator.metrics.PushTarget;
import dev.ragflow.migrator.release.Release;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Reads where the metrics go. */
final class MetricsTargetsReader {

    private static final String JOB = "ragflow-migrator";

    private static final List<Setting> NEED_URL = List.of(
            Setting.PUSH_JOB,
            Setting.PUSH_NAMESPACE,
            Setting.PUSH_USER,
            Setting.PUSH_PASSWORD_FILE,
            Setting.PUSH_TOKEN_FILE,
            Setting.PUSH_CA);

    private final Sources sources;

    MetricsTargetsReader(Sources sources) {
        this.sources = sources;
    }

    MetricsTargets read(Release target) {
        return new MetricsTargets(
                push(target),
                port(),
                sources.find(Setting.METRICS_FILE).map(reading -> TextFile.writable(Setting.METRICS_FILE, reading)));
    }

    private OptionalInt port() {
        Optional<Reading> reading = sources.find(Setting.METRICS_PORT);
        if (reading.isEmpty()) {
            return OptionalInt.empty();
        }
        String text = reading.get().stripped();
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw ConfigurationException.of(
                    Setting.METRICS_PORT,
                    ConfigurationException.quoted(text) + " is not a port, a number up to 65535",
                    reading.get());
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    private Optional<PushTarget> push(Release target) {
        Optional<Reading> url = sources.find(Setting.PUSH_URL);
        if (url.isEmpty()) {
            NEED_URL.stream()
                    .map(sources::find)
                    .flatMap(Optional::stream)
                    .findFirst()
                    .ifPresent(reading -> {
                        throw new ConfigurationException(reading.place() + " is given without "
                                + Setting.PUSH_URL.flag() + ", the address to push to");
                    });
            return Optional.empty();
        }
        Optional<Reading> user = sources.find(Setting.PUSH_USER);
        Optional<Reading> password = sources.find(Setting.PUSH_PASSWORD_FILE);
        Optional<Reading> token = sources.find(Setting.PUSH_TOKEN_FILE);
        if (user.isPresent() != password.isPresent()) {
            throw new ConfigurationException(Setting.PUSH_USER.flag() + " and " + Setting.PUSH_PASSWORD_FILE.flag()
                    + " belong together, but only "
                    + user.or(() -> password).map(Reading::place).orElse("") + " is given");
        }
        if (user.isPresent() && token.isPresent()) {
            throw new ConfigurationException(user.get().place() + " and "
                    + token.get().place() + " are both given: only one can be used to log in");
        }
        return Optional.of(new PushTarget(
                address(url.get()),
                sources.find(Setting.PUSH_JOB).map(Reading::stripped).orElse(JOB),
                target.tag(),
                sources.find(Setting.PUSH_NAMESPACE).map(Reading::stripped),
                user.map(Reading::stripped),
                password.map(reading -> secret(Setting.PUSH_PASSWORD_FILE, reading)),
                token.map(reading -> secret(Setting.PUSH_TOKEN_FILE, reading)),
                sources.find(Setting.PUSH_CA).map(MetricsTargetsReader::trust)));
    }

    /** One line break at the end is the editor's, not part of the secret. */
    private static Secret secret(Setting setting, Reading reading) {
        return Secret.of(TextFile.read(setting, reading).replaceFirst("\\r?\\n\\z", ""));
    }

    private static URI address(Reading reading) {
        try {
            URI url = new URI(reading.stripped());
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (http && url.getHost() != null && url.getUserInfo() == null && url.getQuery() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // reported below, without the text: it may hold a password
        }
        throw ConfigurationException.of(
                Setting.PUSH_URL,
                "this is not an address such as http://pushgateway:9091, without a user and password in it",
                reading);
    }

    private static SSLContext trust(Reading reading) {
        List<Certificate> certificates = PemFile.read(Setting.PUSH_CA, reading).certificates();
        try {
            KeyStore store = KeyStore.getInstance(KeyStoreFile.TYPE);
            store.load(null, null);
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("ca-" + i, certificates.get(i));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw ConfigurationException.of(
                    Setting.PUSH_CA,
                    "its certificates cannot be used (" + e.getClass().getSimpleName() + ")",
                    reading);
        }
    }
}

package dev.ragflow.migrator.config;

import dev.ragflow.migrator.database.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;

/**
 * A PKCS12 file made from PEM files, since Connector/J reads no PEM and pgjdbc only some kinds of PEM keys. Lives in the
 * temporary folder, for the owner's eyes only, under a password that exists in this process alone, until the process ends.
 *
 * @param path where it is
 * @param password opens it
 */
record KeyStoreFile(Path path, Secret password) {

    /** The only type all drivers and JDKs agree on. */
    static final String TYPE = "PKCS12";

    /** A store of certificates to trust. */
    static KeyStoreFile trusting(List<Certificate> certificates) {
        return write((store, password) -> {
            for (int i = 0; i < certificates.size(); i++) {
                store.setCertificateEntry("ca-" + i, certificates.get(i));
            }
        });
    }

    /** A store of one client key with its certificate chain; the entry's name is the one pgjdbc looks for. */
    static KeyStoreFile identifying(PrivateKey key, List<Certificate> chain) {
        return write((store, password) -> store.setKeyEntry("user", key, password, chain.toArray(Certificate[]::new)));
    }

    private interface Content {
        void addTo(KeyStore store, char[] password) throws GeneralSecurityException;
    }

    private static KeyStoreFile write(Content content) {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Secret password = Secret.of(Base64.getUrlEncoder().encodeToString(random));
        try {
            KeyStore store = KeyStore.getInstance(TYPE);
            store.load(null, null);
            content.addTo(store, password.reveal().toCharArray());
            // the JDK makes temporary files readable by their owner only
            Path path = Files.createTempFile("ragflow-migrator-", ".p12");
            path.toFile().deleteOnExit();
            try (OutputStream out = Files.newOutputStream(path)) {
                store.store(out, password.reveal().toCharArray());
            }
            return new KeyStoreFile(path, password);
        } catch (IOException e) {
            throw new ConfigurationException("TLS: no temporary file can be written to "
                    + System.getProperty("java.io.tmpdir") + ", which the driver needs for the certificates");
        } catch (GeneralSecurityException e) {
            throw new ConfigurationException("TLS: certificate and private key do not make a pair that can be used ("
                    + e.getClass().getSimpleName() + ")");
        }
    }
}

package dev.ragflow.migrator.config;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys in PEM files; other text and other blocks in them are passed over. */
final class PemFile {

    private static final Pattern CERTIFICATE = block("(?:X509 |TRUSTED )?CERTIFICATE");
    private static final Pattern PRIVATE_KEY = block("(RSA |EC |DSA |ENCRYPTED )?PRIVATE KEY");

    private final Setting setting;
    private final Reading name;
    private final String text;

    private PemFile(Setting setting, Reading name, String text) {
        this.setting = setting;
        this.name = name;
        this.text = text;
    }

    static PemFile read(Setting setting, Reading name) {
        return new PemFile(setting, name, TextFile.read(setting, name));
    }

    private static Pattern block(String kind) {
        return Pattern.compile("-----BEGIN " + kind + "-----([A-Za-z0-9+/=\\s]+)-----END ");
    }

    /** All certificates, in order; at least one. */
    List<Certificate> certificates() {
        List<Certificate> certificates = new ArrayList<>();
        Matcher matcher = CERTIFICATE.matcher(text);
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            while (matcher.find()) {
                byte[] der = Base64.getMimeDecoder().decode(matcher.group(1));
                certificates.add(factory.generateCertificate(new ByteArrayInputStream(der)));
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw wrong("has a certificate that cannot be read");
        }
        if (certificates.isEmpty()) {
            throw wrong("has no certificate in PEM form");
        }
        return certificates;
    }

    /** The one private key, of the algorithm that its certificate names. */
    PrivateKey privateKey(String algorithm) {
        Matcher matcher = PRIVATE_KEY.matcher(text);
        if (!matcher.find()) {
            throw wrong("has no private key in PEM form that is not encrypted");
        }
        String kind = matcher.group(1);
        if (kind != null && !kind.equals("RSA ")) {
            throw wrong(
                    "has its key in a form that only OpenSSL reads; convert it with: openssl pkcs8 -topk8 -nocrypt");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(kind == null ? der : Pkcs1.toPkcs8(der)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw wrong("has a private key that cannot be read, or that does not belong to the certificate");
        }
    }

    private ConfigurationException wrong(String problem) {
        return ConfigurationException.of(setting, name.text() + " " + problem, name);
    }
}

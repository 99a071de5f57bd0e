package dev.ragflow.migrator.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How much of TLS a connection must have, in the words of the three worlds that meet here. */
enum TlsMode {
    DISABLED("DISABLED", "disable"),
    PREFERRED("PREFERRED", "prefer"),
    REQUIRED("REQUIRED", "require"),
    VERIFY_CA("VERIFY_CA", "verify-ca"),
    VERIFY_FULL("VERIFY_IDENTITY", "verify-full");

    private final String mysql;
    private final String postgres;

    TlsMode(String mysql, String postgres) {
        this.mysql = mysql;
        this.postgres = postgres;
    }

    /** Value of Connector/J's {@code sslMode}. */
    String mysql() {
        return mysql;
    }

    /** Value of {@code sslmode} of libpq and pgjdbc. */
    String postgres() {
        return postgres;
    }

    /** Whether the server's certificate is checked. */
    boolean verifies() {
        return compareTo(VERIFY_CA) >= 0;
    }

    /** Reads any of the spellings. */
    static TlsMode parse(Setting setting, Reading reading) {
        String text = reading.stripped().toLowerCase(Locale.ROOT).replace('_', '-');
        return Arrays.stream(values())
                .filter(mode -> text.equals(mode.id())
                        || text.equals(mode.postgres)
                        || text.equals(mode.mysql.toLowerCase(Locale.ROOT).replace('_', '-'))
                        // libpq's: plain at first, TLS if the server insists; asking for TLS first serves both
                        || (text.equals("allow") && mode == PREFERRED))
                .findFirst()
                .orElseThrow(() -> ConfigurationException.of(
                        setting,
                        ConfigurationException.quoted(text) + " is not one of "
                                + Arrays.stream(values()).map(TlsMode::id).collect(Collectors.joining(", ")),
                        reading));
    }

    /** The name for {@code --tls-mode}. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

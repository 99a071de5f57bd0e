package dev.ragflow.migrator.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far a migration goes. */
public enum RunMode {
    /** To the end. */
    FULL,
    /** Nothing is written: what a run would do is reported. */
    DRY_RUN,
    /** Tables, columns and indexes; no model is moved, and the version marker stays as it is. */
    TABLES_ONLY;

    /** As it is typed: {@code tables-only}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<RunMode> of(String text) {
        return Arrays.stream(values())
                .filter(mode -> mode.text().equals(text.toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}

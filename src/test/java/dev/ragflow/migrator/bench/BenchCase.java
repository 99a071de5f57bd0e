package dev.ragflow.migrator.bench;

import java.util.Locale;

/**
 * One database to migrate.
 *
 * @param tenants how many
 * @param documents how many in all; zero: as many as tenants have, some thirty each
 */
record BenchCase(int tenants, int documents) {

    /** {@code tenants-2000} or {@code documents-1000000}. */
    String name() {
        return documents == 0 ? "tenants-" + tenants : "documents-" + documents;
    }

    @Override
    public String toString() {
        return documents == 0
                ? String.format(Locale.ROOT, "%,d tenants", tenants)
                : String.format(Locale.ROOT, "%,d documents", documents);
    }
}

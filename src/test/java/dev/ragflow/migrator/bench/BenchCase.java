package dev.ragflow.migrator.bench;

import java.util.Locale;

/**
 * One database to migrate.
 *
 * @param tenants how many
 * @param documents how many in all; zero: as many as tenants have, some thirty each
 * @param ofDocuments whether they are what is measured, and tenants are only there to have them
 */
record BenchCase(int tenants, int documents, boolean ofDocuments) {

    /** {@code tenants-2000}, {@code tenants-20000-documents-150400} or {@code documents-1000000}. */
    String name() {
        return named("tenants-%d", "-", "documents-%d");
    }

    @Override
    public String toString() {
        return named("%,d tenants", ", ", "%,d documents");
    }

    private String named(String ofTenants, String between, String ofThem) {
        String first = ofDocuments ? "" : String.format(Locale.ROOT, ofTenants, tenants);
        String last = documents == 0 ? "" : String.format(Locale.ROOT, ofThem, documents);
        return first + (first.isEmpty() || last.isEmpty() ? "" : between) + last;
    }
}

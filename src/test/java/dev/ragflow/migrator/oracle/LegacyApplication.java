package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds the model behind a reference as RAGFlow up to v0.25 does, in a database of before the migration. */
final class LegacyApplication {

    private static final Comparator<String> BYTES = (left, right) -> Arrays.compareUnsigned(bytes(left), bytes(right));

    private final DatabaseSnapshot database;
    private final ReleaseCatalogue catalogue;
    private final Map<String, List<Row>> rowsByTenant = new HashMap<>();

    LegacyApplication(DatabaseSnapshot database, ReleaseCatalogue catalogue) {
        this.database = database;
        this.catalogue = catalogue;
        for (Row row : database.rows("tenant_llm")) {
            rowsByTenant
                    .computeIfAbsent(row.text("tenant_id"), tenant -> new java.util.ArrayList<>())
                    .add(row);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    static Comparator<String> binaryOrder() {
        return BYTES;
    }

    /**
     * The row of tenant_llm that the reference means; none for references that are in the new form already.
     *
     * @param type the type of the place where the reference stands
     * @param hint the {@code tenant_llm.id} that v0.25 noted beside the reference
     */
    Optional<Row> resolve(String tenant, String reference, String type, @Nullable String hint) {
        if (reference.isEmpty() || isMigrated(reference)) {
            return Optional.empty();
        }
        String name = reference;
        String factory = "";
        int at = reference.lastIndexOf('@');
        boolean twoParts = at >= 0 && reference.indexOf('@') == at;
        if (at >= 0 && (!twoParts || isFactory(tenant, reference.substring(at + 1)))) {
            name = reference.substring(0, at);
            factory = reference.substring(at + 1);
        }
        String wantedName = name;
        String wantedFactory = factory;
        Predicate<Row> ofFactory = row -> database.same(row.text("llm_factory"), wantedFactory);
        String suffixed = name + Factories.suffix(factory);
        return best(tenant, type, hint, ofFactory.and(row -> database.same(row.text("llm_name"), wantedName)))
                .or(() -> best(tenant, type, hint, ofFactory.and(row -> database.same(row.text("llm_name"), suffixed))))
                .or(() -> best(tenant, type, hint, row -> database.same(row.text("llm_name"), wantedName)));
    }

    /** {@code m@default@P} counts as migrated and never becomes longer, whatever models the tenant has. */
    boolean isMigrated(String reference) {
        int last = reference.lastIndexOf('@');
        return last > 0
                && reference.substring(0, last).endsWith("@default")
                && (catalogue.knows(reference.substring(last + 1))
                        || Factories.wasKnown(reference.substring(last + 1)));
    }

    /** Whether a release, or the tenant itself, has a factory of exactly that name. */
    private boolean isFactory(String tenant, String name) {
        return catalogue.knows(name)
                || Factories.wasKnown(name)
                || rowsByTenant.getOrDefault(tenant, List.of()).stream()
                        .anyMatch(row -> row.text("llm_factory").equals(name));
    }

    private Optional<Row> best(String tenant, String type, @Nullable String hint, Predicate<Row> matches) {
        return rowsByTenant.getOrDefault(tenant, List.of()).stream()
                .filter(row -> !row.text("llm_name").isEmpty())
                .filter(matches)
                .min(Comparator.comparing((Row row) -> hint == null || !hint.equals(row.get("id")))
                        .thenComparing(
                                row -> !ModelType.of(row.get("model_type")).equals(Optional.of(type)))
                        .thenComparing(row -> row.text("llm_factory"), BYTES)
                        .thenComparing(row -> row.text("llm_name"), BYTES));
    }
}

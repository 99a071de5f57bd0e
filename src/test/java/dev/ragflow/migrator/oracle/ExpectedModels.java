package dev.ragflow.migrator.oracle;

import dev.ragflow.migrator.oracle.DatabaseSnapshot.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What each row of tenant_llm must become, worked out from the database of before the migration. */
final class ExpectedModels {

    /**
     * @param row the old row
     * @param tenant its tenant
     * @param provider the provider's name from v0.26 on; compare it as the database compares
     * @param name empty where the row has none
     * @param on its state
     * @param credential as the application passes it on
     * @param baseUrl trimmed, empty where there is none
     * @param types the types it must have afterwards; none where it is left out
     * @param tolerated types it may have as well
     * @param supported whether the release knows the provider: v0.26 must find no models of others, v0.27 only inactive ones
     */
    record Expected(
            Row row,
            String tenant,
            String provider,
            String name,
            boolean on,
            LegacyCredential credential,
            String baseUrl,
            Set<String> types,
            Set<String> tolerated,
            boolean supported) {

        @Override
        public String toString() {
            return "tenant_llm " + tenant + " | " + row.text("llm_factory") + " | " + name;
        }
    }

    private final DatabaseSnapshot before;
    private final ReleaseCatalogue catalogue;
    private final Optional<ReleaseCatalogue> former;
    private final Map<Row, Expected> byRow = new HashMap<>();
    private final List<Expected> all = new ArrayList<>();

    ExpectedModels(DatabaseSnapshot before, ReleaseCatalogue catalogue) {
        this.before = before;
        this.catalogue = catalogue;
        former = catalogue.hasTypeBits() ? Optional.of(ReleaseCatalogue.of("v0.26.4")) : Optional.empty();
        for (Row row : before.rows("tenant_llm")) {
            Expected expected = expected(row);
            byRow.put(row, expected);
            all.add(expected);
        }
    }

    private Expected expected(Row row) {
        String provider = spelling(row);
        String name = row.text("llm_name");
        boolean on = !row.has("status") || !row.text("status").equals("0");
        Set<String> listed = catalogue.types(provider, name);
        Set<String> types = new TreeSet<>();
        Optional<String> own = ModelType.of(row.get("model_type"));
        own.ifPresent(types::add);
        if (own.isEmpty() || !on || catalogue.hasTypeBits()) {
            types.addAll(listed);
        }
        Set<String> tolerated = new TreeSet<>(listed);
        former.ifPresent(older -> tolerated.addAll(older.types(provider, name)));
        return new Expected(
                row,
                row.text("tenant_id"),
                provider,
                name,
                on,
                LegacyCredential.of(row.get("api_key")),
                row.text("api_base").strip(),
                types,
                tolerated,
                catalogue.knows(provider));
    }

    /** Of the spellings the database takes for equal, the one the catalogue has. */
    private String spelling(Row row) {
        String provider = Factories.today(row.text("llm_factory"));
        if (catalogue.knows(provider)) {
            return provider;
        }
        return before.rows("tenant_llm").stream()
                .filter(other -> other.text("tenant_id").equals(row.text("tenant_id")))
                .map(other -> Factories.today(other.text("llm_factory")))
                .filter(other -> before.same(other, provider) && catalogue.knows(other))
                .findFirst()
                .orElse(provider);
    }

    /** Adds the type of a place that refers to the model. */
    void usedAs(Row row, StoredReference place) {
        Expected expected = of(row);
        if (place.keywords()) {
            expected.tolerated().addAll(Set.of("image2text", "ocr"));
        } else {
            expected.types().add(place.slot());
        }
    }

    Expected of(Row row) {
        Expected expected = byRow.get(row);
        if (expected == null) {
            throw new IllegalArgumentException("not a row of tenant_llm");
        }
        return expected;
    }

    List<Expected> all() {
        return all;
    }
}

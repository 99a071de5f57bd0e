package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.tables.StoredModels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The models of an instance without what makes them that instance's own, so that all that have the same can share them. */
final class ModelSet {

    /**
     * A model, or up to v0.26 one type of it.
     *
     * @param bits its types, 0 for none that is known
     * @param edited whether somebody changed it after it was made
     * @param ours whether this program made it and nobody has touched it since
     */
    public record Model(String name, int bits, String status, boolean edited, boolean ours) {

        boolean has(ModelType type) {
            return (bits & type.bit()) != 0;
        }
    }

    static final ModelSet NONE = new ModelSet(Map.of(), Map.of(), 0);

    private final Map<String, List<Model>> byName;
    private final Map<String, Integer> bits;
    private final int size;

    private ModelSet(Map<String, List<Model>> byName, Map<String, Integer> bits, int size) {
        this.byName = byName;
        this.bits = bits;
        this.size = size;
    }

    /** @param rows of one instance */
    static ModelSet of(Collection<StoredModels.Row> rows, TenantView.Rules rules) {
        Map<String, List<Model>> byName = new HashMap<>();
        Map<String, Integer> bits = new HashMap<>();
        for (StoredModels.Row row : rows) {
            boolean ours = rules.ownership().isOurs(row);
            byName.computeIfAbsent(row.name(), name -> new ArrayList<>(1))
                    .add(new Model(row.name(), row.bits(), row.status(), row.edited(), ours));
            bits.merge(rules.names().models().key(row.name()), row.bits(), (one, other) -> one | other);
        }
        return new ModelSet(byName, bits, rows.size());
    }

    /** Those of exactly this name. */
    List<Model> named(String name) {
        return byName.getOrDefault(name, List.of());
    }

    Set<String> names() {
        return byName.keySet();
    }

    /**
     * The types of what the database takes for one name, 0 for none.
     *
     * @param key of the name as the database compares it
     */
    int bits(String key) {
        return bits.getOrDefault(key, 0);
    }

    int size() {
        return size;
    }
}

package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.TypedRow;
import dev.ragflow.migrator.model.rules.ReferenceRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The models, and the types of models, that references ask for in a rehearsal. They are few, so they are kept. */
final class RehearsedExtras {

    private final Map<String, List<TypedRow>> rows = new HashMap<>();
    private final Map<String, Map<String, Set<ModelType>>> slots = new HashMap<>();

    /** References need rows in tenant_model, added at a moment in epoch milliseconds. */
    void added(InsertBatch added, long at) {
        RehearsedModels.typed(added.all(), at)
                .forEach(row -> rows.computeIfAbsent(row.instanceId(), id -> new ArrayList<>())
                        .add(row));
    }

    /** The rows added for an instance. */
    List<TypedRow> of(String instance) {
        return rows.getOrDefault(instance, List.of());
    }

    /** A reference asks for a type of a model whose provider the target does not have. */
    void noted(ReferenceRules.Extra extra) {
        slots.computeIfAbsent(extra.instanceId(), id -> new HashMap<>())
                .computeIfAbsent(extra.row().name(), name -> EnumSet.noneOf(ModelType.class))
                .add(extra.row().type());
    }

    void addSlots(Collection<String> instances, Map<String, Map<String, Set<ModelType>>> types) {
        instances.forEach(instance -> slots.getOrDefault(instance, Map.of())
                .forEach((name, some) -> types.computeIfAbsent(instance, id -> new HashMap<>())
                        .computeIfAbsent(name, any -> EnumSet.noneOf(ModelType.class))
                        .addAll(some)));
    }
}

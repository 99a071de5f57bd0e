package dev.ragflow.migrator.model;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Counts what a repair would bring back, by the rules of the repair itself. Read only; a few tenants at a time.
 */
final class RepairEstimate {

    private static final Provenance.Run REPAIR =
            new Provenance.Run(true, Long.MAX_VALUE, Provenance.Run.NEVER, Long.MAX_VALUE, true);

    private final StageContext context;
    private final Catalogue previous;
    private long providers;
    private long instances;
    private long models;
    private long disabled;

    private RepairEstimate(StageContext context) {
        this.context = context;
        this.previous = ModelWork.previous(context);
    }

    /** A sentence for the operator; empty where nothing is missing or the old table is the truth anyway. */
    static Optional<String> sentence(StageContext context) throws SQLException {
        Optional<LiveTable> legacy = context.table(LegacyTable.NAME);
        for (String table : List.of(NewTables.PROVIDER, NewTables.INSTANCE, NewTables.MODEL)) {
            if (context.table(table).isEmpty()) {
                return Optional.empty();
            }
        }
        if (legacy.isEmpty() || !VersionMarker.isAtLeastV026(context)) {
            return Optional.empty();
        }
        RepairEstimate estimate = new RepairEstimate(context);
        estimate.count(new LegacyTable(context.dialect(), legacy.get()));
        return estimate.sentence();
    }

    private void count(LegacyTable legacy) throws SQLException {
        TenantReader reader = new TenantReader(context, legacy);
        String after = null;
        while (true) {
            try (Connection connection = context.connection()) {
                List<String> tenants = legacy.tenantsAfter(connection, after, null, ReferenceReader.CHUNK_ROWS);
                if (tenants.isEmpty()) {
                    return;
                }
                List<ProviderState> states = reader.read(connection, tenants).values().stream()
                        .flatMap(tenant -> tenant.states().stream())
                        .toList();
                List<String> ids = states.stream()
                        .flatMap(state -> state.instances().stream())
                        .map(Instance::id)
                        .toList();
                Map<String, Map<String, List<NewTables.StoredModel>>> stored = stored(connection, ids);
                states.forEach(state -> count(state, stored));
                after = tenants.get(tenants.size() - 1);
            }
        }
    }

    /** What is stored, by instance and name: whatever its types are. */
    private Map<String, Map<String, List<NewTables.StoredModel>>> stored(Connection connection, List<String> ids)
            throws SQLException {
        Map<String, Map<String, List<NewTables.StoredModel>>> stored = new HashMap<>();
        new NewTables(context.dialect()).models(connection, ids).forEach((key, model) -> stored.computeIfAbsent(
                        key.instanceId(), any -> new HashMap<>())
                .computeIfAbsent(key.name(), any -> new ArrayList<>())
                .add(model));
        return stored;
    }

    private void count(ProviderState state, Map<String, Map<String, List<NewTables.StoredModel>>> stored) {
        Map<Endpoint, Instance> holders = state.holders();
        boolean added = state.provenance(REPAIR) == Provenance.COMPLETE;
        if (state.provider() == null && added) {
            providers++;
        }
        state.legacy().endpoints().forEach((endpoint, rows) -> {
            Instance instance = holders.get(endpoint);
            if (instance == null && added) {
                instances++;
                count(state, rows, Map.of());
            } else if (instance != null
                    && Provenance.ofModels(REPAIR, instance, state.legacy().spellings()) == Provenance.COMPLETE) {
                count(state, rows, stored.getOrDefault(instance.id(), Map.of()));
            }
        });
    }

    private void count(ProviderState state, List<LegacyModel> rows, Map<String, List<NewTables.StoredModel>> stored) {
        for (List<LegacyModel> sameName : ProviderGroup.byName(rows).values()) {
            ModelRows needed = new ModelRows(context.catalogue(), previous, state.name(context.catalogue()), sameName);
            if (needed.needed().isEmpty()) {
                continue;
            }
            List<NewTables.StoredModel> present =
                    stored.getOrDefault(sameName.get(0).name(), List.of());
            boolean on = sameName.stream().anyMatch(LegacyModel::enabled);
            boolean wronglyOn = !on
                    && present.stream()
                            .anyMatch(model -> !model.edited() && model.status().equals("active"));
            if (!on && (present.isEmpty() || wronglyOn)) {
                disabled++;
            } else if (on && present.isEmpty()) {
                models++;
            }
        }
    }

    private Optional<String> sentence() {
        List<String> parts = Stream.of(
                        part(providers, "provider"),
                        part(instances, "instance"),
                        part(models, "model"),
                        part(disabled, "disabled model"))
                .flatMap(Optional::stream)
                .toList();
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        String last = parts.get(parts.size() - 1);
        String list = parts.size() == 1 ? last : String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + last;
        return Optional.of("--repair would add " + list
                + " that tenant_llm still has; RAGFlow's own script may have lost them, or a user deleted them.");
    }

    private static Optional<String> part(long count, String what) {
        return count == 0 ? Optional.empty() : Optional.of(count + " " + what + (count == 1 ? "" : "s"));
    }
}

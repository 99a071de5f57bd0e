package dev.ragflow.migrator.model.check;

import dev.ragflow.migrator.batch.Checkpoint;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Endpoint;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.Repairable;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.rules.ModelRows;
import dev.ragflow.migrator.model.rules.Provenance;
import dev.ragflow.migrator.model.rules.ProviderState;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.VersionMarker;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Counts what a repair would bring back, by the rules of the repair itself. Writes nothing. */
final class RepairEstimate {

    private static final Provenance.Run REPAIR =
            Provenance.Run.of(true, Long.MAX_VALUE, null).repairing();

    private final Catalogue catalogue;
    private final Catalogue previous;
    private final boolean typesAreBits;
    private final boolean applies;
    private long providers;
    private long instances;
    private long models;
    private long states;
    private long undecided;

    /** @param typesAreBits whether every model needs a row; up to v0.26 the catalogue's models need none */
    RepairEstimate(StageContext context, boolean typesAreBits) throws SQLException {
        this.catalogue = context.catalogue();
        this.previous = context.previousCatalogue();
        this.typesAreBits = typesAreBits;
        // before that, a run without a repair adds what is missing
        this.applies = VersionMarker.isAtLeastV026(context)
                || context.checkpoints()
                        .find(StageName.MODEL.text())
                        .map(Checkpoint::finished)
                        .orElse(false);
    }

    Repairable result() {
        return new Repairable(providers, instances, models, states, undecided);
    }

    /** @param stored the models by instance */
    void count(ProviderEndpoints provider, Map<String, ModelSet> stored) {
        if (!applies) {
            return;
        }
        ProviderState state = provider.state();
        Map<Endpoint, Instance> holders = provider.holders();
        boolean added = state.provenance(REPAIR, holders) == Provenance.COMPLETE;
        if (state.provider() == null && added) {
            providers++;
        }
        provider.endpoints().forEach((endpoint, rows) -> {
            Instance instance = holders.get(endpoint);
            if (instance == null && !added) {
                undecided += rows.stream().filter(LegacyModel::isNamed).count();
            } else if (instance == null) {
                instances++;
                count(state, provider.named(endpoint), ModelSet.NONE);
            } else if (Provenance.ofModels(REPAIR, instance, state.legacy().spellings()) == Provenance.COMPLETE) {
                count(state, provider.named(endpoint), stored.getOrDefault(instance.id(), ModelSet.NONE));
            }
        });
    }

    private void count(ProviderState state, Map<String, List<LegacyModel>> rows, ModelSet stored) {
        rows.forEach((name, same) -> {
            ModelRows needed = new ModelRows(catalogue, previous, state.name(catalogue), same);
            List<ModelSet.Model> present = stored.named(name);
            if (needed.isRetired() || needed.types().isEmpty()) {
                return;
            }
            if (isMissing(needed, present)) {
                models++;
            } else if (hasWrongState(needed, same, present)) {
                states++;
            }
        });
    }

    private boolean isMissing(ModelRows needed, List<ModelSet.Model> present) {
        return typesAreBits
                ? present.isEmpty()
                : needed.needed().stream().anyMatch(row -> present.stream().noneMatch(found -> found.has(row.type())));
    }

    private boolean hasWrongState(ModelRows needed, List<LegacyModel> old, List<ModelSet.Model> present) {
        if (typesAreBits) {
            boolean on = old.stream().anyMatch(LegacyModel::enabled);
            return present.stream().anyMatch(row -> isUnedited(row, on ? "inactive" : "active"));
        }
        return needed.needed().stream().anyMatch(row -> present.stream()
                        .filter(found -> found.has(row.type()))
                        .anyMatch(found -> isUnedited(found, row.active() ? "inactive" : "active")))
                || needed.offered().stream().anyMatch(row -> present.stream()
                        .filter(found -> found.has(row.type()))
                        .anyMatch(found -> isUnedited(found, "inactive")));
    }

    private static boolean isUnedited(ModelSet.Model row, String status) {
        return !row.edited() && row.status().equals(status);
    }
}

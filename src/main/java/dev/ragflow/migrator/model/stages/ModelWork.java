package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Endpoint;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.ModelKey;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.rules.ModelRows;
import dev.ragflow.migrator.model.rules.Provenance;
import dev.ragflow.migrator.model.rules.ProviderGroup;
import dev.ragflow.migrator.model.rules.ProviderState;
import dev.ragflow.migrator.model.rules.TenantState;
import dev.ragflow.migrator.model.tables.LiveTable;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.TenantWork;
import dev.ragflow.migrator.model.tables.Writes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Lists the models that the target release would not offer by itself, or would offer though they are off. */
public final class ModelWork implements TenantWork {

    /** A row that should be there, or one that need not be there but if it is must not say otherwise. */
    private record Wanted(
            Provider provider, Instance instance, ModelRows.Row row, boolean mayAdd, boolean mayCorrect) {}

    private final StageContext context;
    private final Catalogue previous;
    private final ModelTables tables;

    public ModelWork(StageContext context) {
        this.context = context;
        this.previous = context.previousCatalogue();
        this.tables = new ModelTables(context);
    }

    @Override
    public String table() {
        return ModelTables.MODEL;
    }

    @Override
    public List<String> columns() {
        return ModelRows.Row.COLUMNS;
    }

    /** The time of the last update stays, since it tells whether a user ever changed the row. */
    @Override
    public String updateSql() {
        return "UPDATE " + context.dialect().quoted(table())
                + " SET status = ? WHERE id = ? AND status = ? AND COALESCE(update_time, create_time) = create_time";
    }

    /** From v0.27 on the column is a number; such a table is newer than what this stage writes. */
    @Override
    public boolean fits(LiveTable table) {
        return table.hasTypeWords();
    }

    @Override
    public void plan(Connection connection, Collection<TenantState> tenants, Provenance.Run run, Writes writes)
            throws SQLException {
        List<Wanted> wanted = new ArrayList<>();
        for (TenantState tenant : tenants) {
            for (ProviderState state : tenant.states()) {
                Provider provider = state.provider();
                if (provider != null) {
                    collect(state, provider, run, writes, wanted);
                }
            }
        }
        Map<ModelKey, ModelTables.StoredModel> stored = tables.models(
                connection,
                wanted.stream().map(row -> row.instance().id()).distinct().toList());
        if (context.isRehearsal()) {
            context.rehearsed().models().addEarlier(connection, tenants, stored);
        }
        for (Wanted row : wanted) {
            write(row, stored, run.repair(), writes);
        }
    }

    private void write(Wanted wanted, Map<ModelKey, ModelTables.StoredModel> stored, boolean repair, Writes writes) {
        ModelRows.Row row = wanted.row();
        ModelKey key = row.key(wanted.instance().id());
        ModelTables.StoredModel present = stored.get(key);
        if (present == null && !wanted.mayAdd()) {
            return;
        }
        if (present == null) {
            String id = writes.rows()
                    .add(row.values(wanted.provider().id(), wanted.instance().id()));
            stored.put(key, new ModelTables.StoredModel(id, row.status(), false));
        } else if (wanted.mayCorrect()
                && !present.edited()
                && !present.status().equals(row.status())
                && !present.status().equals("unsupported")) {
            writes.update(row.status(), present.id(), present.status());
            writes.tally().repaired("models with another state than in tenant_llm", repair ? 1 : 0);
        } else {
            writes.tally().unchanged(1);
        }
    }

    private void collect(
            ProviderState state, Provider provider, Provenance.Run run, Writes writes, List<Wanted> wanted) {
        Map<Endpoint, Instance> holders = state.holders();
        state.legacy().endpoints().forEach((endpoint, models) -> {
            writes.tally()
                    .skipped(
                            "row without a model name",
                            models.stream().filter(model -> !model.isNamed()).count());
            Instance instance = holders.get(endpoint);
            if (instance == null) {
                writes.tally().skipped("model whose credential is not in the new tables", models.size());
                return;
            }
            Provenance provenance =
                    Provenance.ofModels(run, instance, state.legacy().spellings());
            if (provenance == Provenance.LEAVE) {
                writes.tally().skipped("model of an instance that RAGFlow already works with", models.size());
                return;
            }
            for (List<LegacyModel> rows : ProviderGroup.byName(models).values()) {
                boolean changed = rows.stream().anyMatch(run::isNew);
                if (provenance == Provenance.COMPLETE || changed) {
                    add(
                            state,
                            provider,
                            instance,
                            rows,
                            run.repair() || (run.finishedBefore() && changed),
                            writes,
                            wanted);
                }
            }
        });
    }

    private void add(
            ProviderState state,
            Provider provider,
            Instance instance,
            List<LegacyModel> rows,
            boolean mayCorrect,
            Writes writes,
            List<Wanted> wanted) {
        ModelRows models = new ModelRows(context.catalogue(), previous, state.name(context.catalogue()), rows);
        if (models.isRetired()) {
            writes.tally().skipped("model of a provider that the target release does not have", rows.size());
        } else if (models.types().isEmpty()) {
            writes.tally().skipped(ModelType.UNKNOWN, rows.size());
        }
        for (ModelRows.Row row : models.needed()) {
            wanted.add(new Wanted(provider, instance, row, true, mayCorrect));
        }
        if (mayCorrect) {
            // RAGFlow's script switched a model off for every tenant when one tenant had it off
            models.offered().forEach(row -> wanted.add(new Wanted(provider, instance, row, false, true)));
        }
    }
}

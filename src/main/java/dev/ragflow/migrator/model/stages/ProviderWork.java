package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.domain.Factories;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.rules.Provenance;
import dev.ragflow.migrator.model.rules.ProviderState;
import dev.ragflow.migrator.model.rules.TenantState;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.TenantWork;
import dev.ragflow.migrator.model.tables.Writes;
import java.sql.Connection;
import java.util.Collection;
import java.util.List;

/** Gives every tenant a provider for each factory it had. */
public final class ProviderWork implements TenantWork {

    private final StageContext context;

    public ProviderWork(StageContext context) {
        this.context = context;
    }

    @Override
    public String table() {
        return ModelTables.PROVIDER;
    }

    /** What tells a missing provider is in the old rows' names and times; one that is there keeps its instances. */
    @Override
    public boolean needsCredentials() {
        return false;
    }

    @Override
    public List<String> columns() {
        return List.of("tenant_id", "provider_name");
    }

    @Override
    public String updateSql() {
        return "UPDATE " + context.dialect().quoted(table())
                + " SET provider_name = ? WHERE id = ? AND provider_name = ?";
    }

    @Override
    public void plan(Connection connection, Collection<TenantState> tenants, Provenance.Run run, Writes writes) {
        for (TenantState tenant : tenants) {
            writes.tally()
                    .skipped(
                            "row without a factory",
                            tenant.rows().stream()
                                    .filter(row -> row.model().factory().isEmpty())
                                    .count());
            for (ProviderState state : tenant.states()) {
                plan(state, run, writes);
            }
        }
    }

    private static void plan(ProviderState state, Provenance.Run run, Writes writes) {
        Provider provider = state.provider();
        String name = state.legacy().name();
        if (provider == null) {
            if (state.provenance(run) == Provenance.LEAVE) {
                writes.tally().skipped("provider not in the new tables, which RAGFlow already works with", 1);
            } else {
                writes.rows().add(state.tenant(), name);
            }
        } else if (!provider.name().equals(name)
                && Factories.canonical(provider.name()).equals(name)
                && !provider.isEdited()) {
            writes.update(name, provider.id(), provider.name());
        } else {
            writes.tally().unchanged(1);
        }
    }
}

package dev.ragflow.migrator.model.stages;

import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.InstanceExtra;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.rules.InstancePlan;
import dev.ragflow.migrator.model.rules.Provenance;
import dev.ragflow.migrator.model.rules.ProviderState;
import dev.ragflow.migrator.model.rules.TenantState;
import dev.ragflow.migrator.model.tables.LiveTable;
import dev.ragflow.migrator.model.tables.ModelTables;
import dev.ragflow.migrator.model.tables.StageContext;
import dev.ragflow.migrator.model.tables.TenantWork;
import dev.ragflow.migrator.model.tables.Writes;
import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Gives every provider an instance for each credential and base URL, and puts right what scripts left wrong. */
public final class InstanceWork implements TenantWork {

    private final StageContext context;
    private final Collation names;

    public InstanceWork(StageContext context, @Nullable LiveTable instances) {
        this.context = context;
        this.names = instances == null ? Collation.BINARY : instances.collation("instance_name");
    }

    @Override
    public String table() {
        return ModelTables.INSTANCE;
    }

    @Override
    public List<String> columns() {
        return List.of("provider_id", "instance_name", "api_key", "status", "extra");
    }

    /** The time of the last update stays, since it tells whether a user ever changed the row. */
    @Override
    public String updateSql() {
        return "UPDATE " + context.dialect().quoted(table())
                + " SET instance_name = ?, api_key = ?, extra = ?,"
                + " status = CASE WHEN ? = 'active' THEN 'active' ELSE status END WHERE id = ? AND instance_name = ?"
                + " AND COALESCE(update_time, create_time, 0) = ?";
    }

    @Override
    public void plan(Connection connection, Collection<TenantState> tenants, Provenance.Run run, Writes writes) {
        for (TenantState tenant : tenants) {
            for (ProviderState state : tenant.states()) {
                Provider provider = state.provider();
                if (provider != null) {
                    plan(state, provider, run, writes);
                }
            }
        }
    }

    private void plan(ProviderState state, Provider provider, Provenance.Run run, Writes writes) {
        Provenance provenance = state.provenance(run);
        InstancePlan plan = InstancePlan.of(state.legacy(), state.instances(), provenance, run, names);
        for (InstancePlan.New instance : plan.created()) {
            writes.rows()
                    .add(
                            provider.id(),
                            instance.name(),
                            instance.endpoint().key().reveal(),
                            instance.active() ? "active" : "inactive",
                            InstanceExtra.of(instance.endpoint().baseUrl()));
        }
        for (InstancePlan.Change change : plan.changed()) {
            String key = change.endpoint().key().reveal();
            String extra = InstanceExtra.withBaseUrl(
                    change.instance().extra(), change.endpoint().baseUrl());
            writes.fit("instance_name", change.name());
            writes.fit("api_key", key);
            writes.fit("extra", extra);
            writes.update(
                    change.name(),
                    key,
                    extra,
                    change.active() ? "active" : "",
                    change.instance().id(),
                    change.instance().name(),
                    String.valueOf(change.instance().updatedAt()));
        }
        count(plan, "instances of one name, given names of their own", InstancePlan.Change::isRename, writes);
        count(plan, "instances without the base URL that tenant_llm has", InstancePlan.Change::isBaseUrl, writes);
        count(plan, "instances with a key that is not as in tenant_llm", InstancePlan.Change::isKey, writes);
        count(plan, "instances that were off though a model of theirs is on", InstancePlan.Change::isState, writes);
        writes.tally()
                .unchanged((long) state.instances().size() - plan.changed().size());
        long held = state.holders().size();
        long missing = state.legacy().endpoints().size() - held - plan.created().size();
        writes.tally()
                .skipped("credential not in the new tables, which RAGFlow already works with", Math.max(0, missing));
    }

    private static void count(InstancePlan plan, String what, Predicate<InstancePlan.Change> is, Writes writes) {
        writes.tally().repaired(what, plan.changed().stream().filter(is).count());
    }
}

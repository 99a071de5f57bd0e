package dev.ragflow.migrator.model.tables;

import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.database.Secret;
import dev.ragflow.migrator.model.domain.Credential;
import dev.ragflow.migrator.model.domain.Endpoint;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.InstanceExtra;
import dev.ragflow.migrator.model.domain.LegacyRow;
import dev.ragflow.migrator.model.domain.MadeUpId;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.rules.Provenance;
import dev.ragflow.migrator.model.rules.TenantState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tenants as the passes of a rehearsal would leave them. Nothing of a tenant is kept: what earlier passes would have made of it is
 * worked out again by the stages' own rules whenever a later one asks.
 */
public final class RehearsedTenants {

    /**
     * A pass over {@code tenant_llm} that is done.
     *
     * @param since it saw only tenants with changes after this moment, epoch milliseconds; null for all
     * @param seen the tenants it saw; null for all that {@code since} leaves
     * @param at when it wrote, epoch milliseconds
     */
    public record Pass(
            StageName stage,
            TenantWork work,
            Provenance.Run run,
            @Nullable Long since,
            @Nullable Set<String> seen,
            long at) {
        boolean saw(TenantState tenant) {
            return (seen == null || seen.contains(tenant.id()))
                    && (since == null
                            || tenant.rows().stream()
                                    .anyMatch(row -> row.model().touchedAfter(since)));
        }
    }

    /** Puts a tenant together anew. */
    interface Assembly {
        TenantState of(
                String id, List<LegacyRow> rows, List<Provider> providers, Map<String, List<Instance>> instances);
    }

    /** What a pass would write into tenant_model for some tenants, at a moment in epoch milliseconds. */
    record ModelWrites(Writes writes, long at) {}

    private final StageContext context;
    private final List<Pass> passes = new ArrayList<>();
    private final Map<String, Widths> widths = new HashMap<>();

    /** How many passes have written, for the one that is planned again. */
    private int visible = Integer.MAX_VALUE;

    RehearsedTenants(StageContext context) {
        this.context = context;
    }

    public void passed(Pass pass) {
        passes.add(pass);
    }

    /** Tenants as the stages so far would leave them. */
    Map<String, TenantState> after(Map<String, TenantState> read, Assembly assembly) throws SQLException {
        Map<String, TenantState> tenants = new HashMap<>(read);
        if (passes.isEmpty()) {
            return tenants;
        }
        try (Connection connection = context.connection()) {
            for (Pass pass : passes) {
                if (pass.stage() != StageName.MODEL) {
                    for (TenantState tenant : List.copyOf(tenants.values())) {
                        if (pass.saw(tenant)) {
                            tenants.put(tenant.id(), after(connection, tenant, pass, assembly));
                        }
                    }
                }
            }
        }
        return tenants;
    }

    /** Nothing of what is planned again is made room for again. */
    private Widths widths(String table) throws SQLException {
        Widths known = widths.get(table);
        if (known == null) {
            known = context.widths(table);
            widths.put(table, known);
        }
        return known;
    }

    private Writes planned(Connection connection, Collection<TenantState> tenants, Pass pass) throws SQLException {
        Writes writes = new Writes(
                context,
                widths(pass.work().table()),
                context.newRows(pass.work().table(), pass.work().columns()),
                pass.work().updateSql(),
                "",
                new Tally(),
                rows -> {});
        pass.work().plan(connection, tenants, pass.run(), writes);
        return writes;
    }

    private TenantState after(Connection connection, TenantState tenant, Pass pass, Assembly assembly)
            throws SQLException {
        Writes writes = planned(connection, List.of(tenant), pass);
        if (writes.isEmpty()) {
            return tenant;
        }
        List<Provider> providers = new ArrayList<>(tenant.providers());
        Map<String, List<Instance>> instances = new HashMap<>();
        tenant.instances().forEach((id, some) -> instances.put(id, new ArrayList<>(some)));
        if (pass.stage() == StageName.PROVIDER) {
            writes.updates().forEach(update -> providers.replaceAll(provider -> rename(provider, update)));
            for (List<String> row : writes.rows().all()) {
                providers.add(new Provider(
                        MadeUpId.of(row.get(1), row.get(2)), row.get(1), row.get(2), pass.at(), pass.at()));
            }
        } else {
            writes.updates().forEach(update -> instances
                    .values()
                    .forEach(some -> some.replaceAll(one -> {
                        return change(one, update);
                    })));
            for (List<String> row : writes.rows().all()) {
                instances.computeIfAbsent(row.get(1), id -> new ArrayList<>()).add(instance(row, pass.at()));
            }
        }
        return withModels(assembly.of(tenant.id(), tenant.rows(), providers, instances), tenant);
    }

    /** The names that were read for instances about which they tell something. */
    private static TenantState withModels(TenantState now, TenantState before) {
        Map<String, Set<String>> models = before.states().stream()
                .flatMap(state -> state.instances().stream())
                .filter(instance -> !instance.models().isEmpty())
                .collect(Collectors.toMap(Instance::id, Instance::models, (one, other) -> one));
        return models.isEmpty()
                ? now
                : new TenantState(
                        now.id(),
                        now.rows(),
                        now.states().stream()
                                .map(state -> state.withModels(models))
                                .toList(),
                        now.providers(),
                        now.instances());
    }

    private static Provider rename(Provider provider, List<String> update) {
        return provider.id().equals(update.get(1)) && provider.name().equals(update.get(2))
                ? new Provider(
                        provider.id(), provider.tenantId(), update.get(0), provider.createdAt(), provider.updatedAt())
                : provider;
    }

    private static Instance change(Instance instance, List<String> update) {
        if (!instance.id().equals(update.get(4)) || !instance.name().equals(update.get(5))) {
            return instance;
        }
        String key = update.get(1);
        return new Instance(
                instance.id(),
                instance.providerId(),
                update.get(0),
                new Endpoint(Secret.of(key), InstanceExtra.baseUrl(update.get(2))),
                Credential.decode(key).key(),
                update.get(2),
                instance.active() || update.get(3).equals("active"),
                instance.createdAt(),
                instance.updatedAt(),
                Set.of());
    }

    private static Instance instance(List<String> row, long at) {
        String key = row.get(3);
        return new Instance(
                MadeUpId.of(row.get(1), row.get(2)),
                row.get(1),
                row.get(2),
                new Endpoint(Secret.of(key), InstanceExtra.baseUrl(row.get(5))),
                Credential.decode(key).key(),
                row.get(5),
                row.get(4).equals("active"),
                at,
                at,
                Set.of());
    }

    /** What the passes over tenant_model would write for some tenants; for one of them, what those before it would. */
    List<ModelWrites> models(Connection connection, Collection<TenantState> tenants) throws SQLException {
        List<ModelWrites> models = new ArrayList<>();
        int all = Math.min(visible, passes.size());
        try {
            for (int i = 0; i < all; i++) {
                Pass pass = passes.get(i);
                List<TenantState> seen = pass.stage() == StageName.MODEL
                        ? tenants.stream().filter(pass::saw).toList()
                        : List.of();
                if (!seen.isEmpty()) {
                    visible = i;
                    models.add(new ModelWrites(planned(connection, seen, pass), pass.at()));
                }
            }
        } finally {
            visible = all == passes.size() ? Integer.MAX_VALUE : all;
        }
        return models;
    }
}

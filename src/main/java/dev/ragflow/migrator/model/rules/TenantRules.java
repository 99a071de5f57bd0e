package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.Catalogue;
import dev.ragflow.migrator.model.domain.Collation;
import dev.ragflow.migrator.model.domain.Endpoint;
import dev.ragflow.migrator.model.domain.Factories;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.LegacyModel;
import dev.ragflow.migrator.model.domain.MadeUpId;
import dev.ragflow.migrator.model.domain.ModelKey;
import dev.ragflow.migrator.model.domain.ModelType;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.domain.TypedRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what a tenant lacks in the new tables: a provider for each factory it had, an instance for each credential and base URL of
 * a provider, and a row for each model that the target would not offer by itself, or would offer though it is off. How far old
 * rows may decide at all is a matter of {@link Provenance}.
 *
 * @param catalogue the target's models
 * @param previous the models of the release that reads the tables before the target does
 * @param instanceNames how tenant_model_instance compares names
 * @param runs the stages that are to be planned, with what each knows about the run
 */
public record TenantRules(
        Catalogue catalogue, Catalogue previous, Collation instanceNames, Map<StageName, Provenance.Run> runs) {

    /** A row that should be there, or one that need not be there but if it is must not say otherwise. */
    private record Wanted(Instance instance, ModelRows.Row row, boolean mayAdd, boolean mayCorrect) {}

    /**
     * Plans the stages, each for what the ones before it would leave.
     *
     * @param tenant with its models, where their stage is among those to be planned
     * @param at when the plan is carried out, epoch milliseconds
     */
    public TenantPlan plan(TenantState tenant, long at) {
        List<TenantPlan> parts = new ArrayList<>();
        TenantState now = tenant;
        for (StageName stage : StageName.OF_TENANTS) {
            Optional<Provenance.Run> run = Optional.ofNullable(runs.get(stage));
            if (run.isPresent()) {
                TenantPlan part =
                        switch (stage) {
                            case PROVIDER -> providers(now, run.get(), at);
                            case INSTANCE -> instances(now, run.get(), at);
                            default -> models(now, run.get(), at);
                        };
                parts.add(part);
                now = now.after(part);
            }
        }
        return TenantPlan.of(parts);
    }

    private static TenantPlan providers(TenantState tenant, Provenance.Run run, long at) {
        List<Provider> added = new ArrayList<>();
        List<TenantPlan.Rename> renames = new ArrayList<>();
        Tally tally = new Tally();
        tally.skipped(
                "row without a factory",
                tenant.rows().stream()
                        .filter(row -> row.model().factory().isEmpty())
                        .count());
        for (ProviderState state : tenant.states()) {
            Provider provider = state.provider();
            String name = state.legacy().name();
            if (provider == null) {
                if (state.provenance(run) == Provenance.LEAVE) {
                    tally.skipped("provider not in the new tables, which RAGFlow already works with", 1);
                } else {
                    added.add(new Provider(MadeUpId.of(tenant.id(), name), tenant.id(), name, at, at));
                }
            } else if (!provider.name().equals(name)
                    && Factories.canonical(provider.name()).equals(name)
                    && !provider.isEdited()) {
                renames.add(new TenantPlan.Rename(provider, name));
            } else {
                tally.unchanged(1);
            }
        }
        return TenantPlan.ofProviders(added, renames, tally);
    }

    private TenantPlan instances(TenantState tenant, Provenance.Run run, long at) {
        List<Instance> added = new ArrayList<>();
        List<InstancePlan.Change> changes = new ArrayList<>();
        Tally tally = new Tally();
        for (ProviderState state : tenant.states()) {
            Provider provider = state.provider();
            if (provider == null) {
                continue;
            }
            InstancePlan plan =
                    InstancePlan.of(state.legacy(), state.instances(), state.provenance(run), run, instanceNames);
            plan.created().forEach(instance -> added.add(instance.of(provider.id(), at)));
            changes.addAll(plan.changed());
            count(plan, tally);
            tally.unchanged((long) state.instances().size() - plan.changed().size());
            long held = state.holders().size();
            long missing =
                    state.legacy().endpoints().size() - held - plan.created().size();
            tally.skipped("credential not in the new tables, which RAGFlow already works with", Math.max(0, missing));
        }
        return TenantPlan.ofInstances(added, changes, tally);
    }

    private static void count(InstancePlan plan, Tally tally) {
        for (InstancePlan.Change change : plan.changed()) {
            tally.repaired("instances of one name, given names of their own", change.isRename() ? 1 : 0);
            tally.repaired("instances without the base URL that tenant_llm has", change.isBaseUrl() ? 1 : 0);
            tally.repaired("instances with a key that is not as in tenant_llm", change.isKey() ? 1 : 0);
            tally.repaired("instances that were off though a model of theirs is on", change.isState() ? 1 : 0);
        }
    }

    private TenantPlan models(TenantState tenant, Provenance.Run run, long at) {
        Tally tally = new Tally();
        List<Wanted> wanted = new ArrayList<>();
        tenant.states().stream()
                .filter(state -> state.provider() != null)
                .forEach(state -> collect(state, run, tally, wanted));
        Map<ModelKey, TypedRow> present = new HashMap<>();
        tenant.models().values().forEach(rows -> rows.forEach(row -> present.put(row.key(), row)));
        List<TypedRow> added = new ArrayList<>();
        List<TenantPlan.StateChange> changes = new ArrayList<>();
        for (Wanted model : wanted) {
            ModelRows.Row row = model.row();
            TypedRow found = present.get(row.key(model.instance().id()));
            if (found == null && model.mayAdd()) {
                TypedRow made =
                        row.of(model.instance().providerId(), model.instance().id(), at);
                added.add(made);
                present.put(made.key(), made);
            } else if (found != null && model.mayCorrect() && isWrong(found, row)) {
                changes.add(new TenantPlan.StateChange(found, row.status()));
                tally.repaired("models with another state than in tenant_llm", run.repair() ? 1 : 0);
            } else if (found != null) {
                tally.unchanged(1);
            }
        }
        return TenantPlan.ofModels(added, changes, tally);
    }

    private static boolean isWrong(TypedRow found, ModelRows.Row row) {
        return !found.isEdited()
                && !found.status().equals(row.status())
                && !found.status().equals("unsupported");
    }

    private void collect(ProviderState state, Provenance.Run run, Tally tally, List<Wanted> wanted) {
        Map<Endpoint, Instance> holders = state.holders();
        state.legacy().endpoints().forEach((endpoint, models) -> {
            tally.skipped(
                    "row without a model name",
                    models.stream().filter(model -> !model.isNamed()).count());
            Instance instance = holders.get(endpoint);
            if (instance == null) {
                tally.skipped("model whose credential is not in the new tables", models.size());
                return;
            }
            Provenance provenance =
                    Provenance.ofModels(run, instance, state.legacy().spellings());
            if (provenance == Provenance.LEAVE) {
                tally.skipped("model of an instance that RAGFlow already works with", models.size());
                return;
            }
            for (List<LegacyModel> rows : ProviderGroup.byName(models).values()) {
                boolean changed = rows.stream().anyMatch(run::isNew);
                if (provenance == Provenance.COMPLETE || changed) {
                    boolean mayCorrect = run.repair() || (run.finishedBefore() && changed);
                    want(state, instance, rows, mayCorrect, tally, wanted);
                }
            }
        });
    }

    private void want(
            ProviderState state,
            Instance instance,
            List<LegacyModel> rows,
            boolean mayCorrect,
            Tally tally,
            List<Wanted> wanted) {
        ModelRows models = new ModelRows(catalogue, previous, state.name(catalogue), rows);
        if (models.isRetired()) {
            tally.skipped("model of a provider that the target release does not have", rows.size());
        } else if (models.types().isEmpty()) {
            tally.skipped(ModelType.UNKNOWN, rows.size());
        }
        models.needed().forEach(row -> wanted.add(new Wanted(instance, row, true, mayCorrect)));
        if (mayCorrect) {
            // RAGFlow's script switched a model off for every tenant when one tenant had it off
            models.offered().forEach(row -> wanted.add(new Wanted(instance, row, false, true)));
        }
    }
}

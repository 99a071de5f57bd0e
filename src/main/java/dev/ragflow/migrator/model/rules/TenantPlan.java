package dev.ragflow.migrator.model.rules;

import dev.ragflow.migrator.batch.Tally;
import dev.ragflow.migrator.model.domain.Instance;
import dev.ragflow.migrator.model.domain.Provider;
import dev.ragflow.migrator.model.domain.StageName;
import dev.ragflow.migrator.model.domain.TypedRow;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the new tables should get for one tenant: a run writes it, a dry run counts it, and {@link TenantState#after} shows what
 * it leads to. New rows have ids made of what sets them apart; whoever writes them draws real ones.
 *
 * @param providers rows to add
 * @param renames rows of tenant_model_provider with an older spelling of their name
 * @param instances rows to add
 * @param changes rows of tenant_model_instance to repair
 * @param models rows to add
 * @param states rows of tenant_model to switch on or off
 * @param tallies by stage, what stays and why
 */
public record TenantPlan(
        List<Provider> providers,
        List<Rename> renames,
        List<Instance> instances,
        List<InstancePlan.Change> changes,
        List<TypedRow> models,
        List<StateChange> states,
        Map<StageName, Tally> tallies) {

    /** A provider and the name that it should have. */
    public record Rename(Provider provider, String name) {}

    /** A row of tenant_model and the status that it should have. */
    public record StateChange(TypedRow row, String status) {}

    static TenantPlan ofProviders(List<Provider> added, List<Rename> renames, Tally tally) {
        return new TenantPlan(
                added, renames, List.of(), List.of(), List.of(), List.of(), Map.of(StageName.PROVIDER, tally));
    }

    static TenantPlan ofInstances(List<Instance> added, List<InstancePlan.Change> changes, Tally tally) {
        return new TenantPlan(
                List.of(), List.of(), added, changes, List.of(), List.of(), Map.of(StageName.INSTANCE, tally));
    }

    /** What the last of the stages, or references after it, do to tenant_model. */
    public static TenantPlan ofModels(List<TypedRow> added, List<StateChange> changes, Tally tally) {
        return new TenantPlan(
                List.of(), List.of(), List.of(), List.of(), added, changes, Map.of(StageName.MODEL, tally));
    }

    /** Some plans, each for other stages or other tenants, as one. */
    public static TenantPlan of(Collection<TenantPlan> plans) {
        Map<StageName, Tally> tallies = new EnumMap<>(StageName.class);
        plans.forEach(
                plan -> plan.tallies().forEach((stage, tally) -> tallies.computeIfAbsent(stage, any -> new Tally())
                        .add(tally)));
        return new TenantPlan(
                all(plans, TenantPlan::providers),
                all(plans, TenantPlan::renames),
                all(plans, TenantPlan::instances),
                all(plans, TenantPlan::changes),
                all(plans, TenantPlan::models),
                all(plans, TenantPlan::states),
                tallies);
    }

    private static <T> List<T> all(Collection<TenantPlan> plans, Function<TenantPlan, List<T>> part) {
        return plans.stream().flatMap(plan -> part.apply(plan).stream()).toList();
    }

    /** Whether nothing is to be written. */
    public boolean isEmpty() {
        return Stream.of(providers, renames, instances, changes, models, states).allMatch(List::isEmpty);
    }
}
